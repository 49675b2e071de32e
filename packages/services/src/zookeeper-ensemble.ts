import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needDebian } from './debian.ts';
import { freePorts } from './ports.ts';
import { launch } from './process.ts';
import { ask } from './redis.ts';
import type { Service } from './service.ts';

/** A ZooKeeper ensemble. Its members can be harmed one by one; it serves while most of them do. */
export interface ZookeeperEnsemble extends AsyncDisposable {
  readonly members: readonly Service[];
}

const jar = '/usr/share/java/zookeeper.jar';

/** Three members, with short ticks. Takes some seconds: they have to elect a leader. `restartEmpty` of a member is not supported. */
export async function startZookeeperEnsemble(): Promise<ZookeeperEnsemble> {
  await needDebian(jar, ['zookeeper']);
  await needDebian('/usr/bin/java', ['default-jre-headless']);
  const ids = [1, 2, 3];
  const ports = await freePorts(ids.length * 2);
  const peers = ids.map((id, i) => `server.${id}=127.0.0.1:${ports[i * 2]}:${ports[i * 2 + 1]}`);
  // None is ready before most of them have been started.
  const outcomes = await Promise.allSettled(ids.map((id) => startMember(id, peers)));
  const members = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(members.map((member) => member[Symbol.asyncDispose]()));
  };
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    await stop();
    throw outcome.reason;
  }
  return { members, [Symbol.asyncDispose]: stop };
}

function startMember(id: number, peers: readonly string[]): Promise<Service> {
  return launch({
    name: `zookeeper-${id}`,
    ports: 1,
    prepare: async ({ dir, data, port }) => {
      await writeFile(join(data, 'myid'), `${id}`);
      const lines = [
        ...['tickTime=500', 'initLimit=20', 'syncLimit=4', 'minSessionTimeout=1000', 'maxClientCnxns=0'],
        ...[`dataDir=${data}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false'],
        ...['4lw.commands.whitelist=*', ...peers, ''],
      ];
      await writeFile(join(dir, 'zoo.cfg'), lines.join('\n'));
    },
    command: ({ dir }) => ({
      file: '/usr/bin/java',
      args: [
        '-Xmx128m',
        '-XX:+UseSerialGC',
        '-cp',
        jar,
        'org.apache.zookeeper.server.quorum.QuorumPeerMain',
        join(dir, 'zoo.cfg'),
      ],
    }),
    isReady: ({ port }) => ask(port, 'srvr', /^Mode:/m),
  });
}
