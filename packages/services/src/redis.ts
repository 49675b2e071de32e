import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { needDebian } from './debian.ts';
import { launch } from './process.ts';
import type { Service } from './service.ts';

const file = '/usr/bin/redis-server';

/** Options of {@link startRedis}. */
export interface RedisOptions {
  /** More arguments for redis-server. */
  readonly args?: readonly string[];
  /** A cluster of this one node, which has all slots. */
  readonly cluster?: boolean;
}

/** Redis with an append-only file, so that a kill and restart keeps every acknowledged write. */
export async function startRedis(options: RedisOptions = {}): Promise<Service> {
  await needDebian(file, ['redis-server']);
  return launch({
    name: 'redis',
    ports: 2,
    command: ({ port, data, ports: [, bus] }) => ({
      file,
      args: [
        ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', '', '--daemonize', 'no'],
        ...['--appendonly', 'yes', '--appendfsync', 'always', '--enable-debug-command', 'local', ...(options.args ?? [])],
        ...(options.cluster
          ? ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port', `${bus}`]
          : []),
      ],
    }),
    isReady: async ({ port }) => {
      if (!options.cluster) return ask(port, 'PING\r\n', /PONG|NOAUTH/);
      await ask(port, 'CLUSTER ADDSLOTSRANGE 0 16383\r\n', /OK/);
      return ask(port, 'CLUSTER INFO\r\n', /cluster_state:ok/);
    },
  });
}

/** A Redis Sentinel that watches this master under the name `main`. */
export async function startRedisSentinel(master: { readonly port: number }): Promise<Service> {
  await needDebian(file, ['redis-server']);
  const configOf = (dir: string): string => join(dir, 'sentinel.conf');
  return launch({
    name: 'redis-sentinel',
    ports: 1,
    prepare: ({ dir, port }) =>
      writeFile(configOf(dir), `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${master.port} 1\n`),
    command: ({ dir }) => ({ file, args: [configOf(dir), '--sentinel'] }),
    isReady: ({ port }) => ask(port, 'PING\r\n', /PONG/),
  });
}

/** Whether a line protocol on loopback answers `question` with something like `answer`. */
export function ask(port: number, question: string, answer: RegExp): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(question));
    const done = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1000, () => done(false));
    socket.on('error', () => done(false)).on('close', () => done(false));
    socket.on('data', (data) => done(answer.test(data.toString())));
  });
}
