import { connect } from 'node:net';
import { needDebian } from './debian.ts';
import { launch } from './process.ts';
import type { Service } from './service.ts';

/** Options of {@link startRedis}. */
export interface RedisOptions {
  /** More arguments for redis-server. */
  readonly args?: readonly string[];
}

/** Redis with an append-only file, so that a kill and restart keeps every acknowledged write. */
export async function startRedis(options: RedisOptions = {}): Promise<Service> {
  const file = '/usr/bin/redis-server';
  await needDebian(file, ['redis-server']);
  return launch({
    name: 'redis',
    ports: 1,
    command: ({ port, data }) => ({
      file,
      args: [
        ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', '', '--daemonize', 'no'],
        ...['--appendonly', 'yes', '--appendfsync', 'always', '--enable-debug-command', 'local', ...(options.args ?? [])],
      ],
    }),
    isReady: ({ port }) => ask(port, 'PING\r\n', /PONG|NOAUTH/),
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
