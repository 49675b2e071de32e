import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needDebian } from './debian.ts';
import { launch } from './process.ts';
import { ask } from './redis.ts';
import type { Service } from './service.ts';

/** ZooKeeper, standalone, with short ticks so that sessions of one second are possible. */
export async function startZookeeper(): Promise<Service> {
  const jar = '/usr/share/java/zookeeper.jar';
  await needDebian(jar, ['zookeeper']);
  await needDebian('/usr/bin/java', ['default-jre-headless']);
  return launch({
    name: 'zookeeper',
    ports: 1,
    prepare: ({ dir, data, port }) =>
      writeFile(
        join(dir, 'zoo.cfg'),
        [
          ...['tickTime=500', `dataDir=${data}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false'],
          ...['4lw.commands.whitelist=*', 'minSessionTimeout=1000', 'maxClientCnxns=0', ''],
        ].join('\n'),
      ),
    command: ({ dir }) => ({
      file: '/usr/bin/java',
      args: ['-Xmx256m', '-XX:+UseSerialGC', '-cp', jar, 'org.apache.zookeeper.server.ZooKeeperServerMain', join(dir, 'zoo.cfg')],
    }),
    // It says imok before it takes clients.
    isReady: ({ port }) => ask(port, 'srvr', /^Mode:/m),
  });
}
