import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IsolatedApt } from './apt.ts';
import { cached } from './cache.ts';
import { launch } from './process.ts';
import type { Service } from './service.ts';

const run = promisify(execFile);
const version = '1.8.7+dfsg1-2+b3';
const sha256 = 'e4e888bba104daba1d9161f49bfc52649a7e4efd45b1a7ead5bc54f2cb9c89d9';

/** Options of {@link startConsul}. */
export interface ConsulOptions {
  /** More arguments for the agent, such as `-hcl`. */
  readonly args?: readonly string[];
}

/** Consul 1.8.7, one server agent with its data on disk. */
export async function startConsul(options: ConsulOptions = {}): Promise<Service> {
  const file = await consulFile();
  return launch({
    name: 'consul',
    ports: 5,
    command: ({ data, ports: [http, dns, lan, wan, server] }) => ({
      file,
      args: [
        ...['agent', '-server', '-bootstrap-expect=1', `-data-dir=${data}`, '-bind=127.0.0.1', '-client=127.0.0.1', '-node=test'],
        ...[`-http-port=${http}`, '-grpc-port=-1', `-dns-port=${dns}`, `-serf-lan-port=${lan}`, `-serf-wan-port=${wan}`],
        ...[`-server-port=${server}`, '-disable-host-node-id', '-log-level=err', '-hcl=performance { raft_multiplier = 1 }'],
        ...(options.args ?? []),
      ],
    }),
    isReady: async ({ port }) => {
      const leader = await fetch(`http://127.0.0.1:${port}/v1/status/leader`, { signal: AbortSignal.timeout(1000) });
      return leader.ok && (await leader.text()).length > 2;
    },
  });
}

/** Debian 12 has no Consul; Debian 11 has. Its package is unpacked into a cache folder, once; nothing is installed. */
async function consulFile(): Promise<string> {
  const folder = await cached(`consul-${version}`, 'fetching consul (Debian 11 package, 14 MB, once)', async (dir) => {
    const apt = await IsolatedApt.open(dir, ['deb bullseye']);
    await apt.run('download', `consul=${version}`);
    const deb = (await readdir(dir)).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get download left no package');
    const found = createHash('sha256')
      .update(await readFile(join(dir, deb)))
      .digest('hex');
    if (found !== sha256) throw new Error(`the package has sha256 ${found}, expected ${sha256}`);
    await run('dpkg', ['-x', deb, join(dir, 'result')]);
  });
  return join(folder, 'usr', 'bin', 'consul');
}
