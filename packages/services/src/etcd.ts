import { needDebian } from './debian.ts';
import { launch } from './process.ts';
import type { Service } from './service.ts';

/** Options of {@link startEtcd}. */
export interface EtcdOptions {
  /** More arguments for etcd, such as certificates. With `--cert-file` the client url is https. */
  readonly args?: readonly string[];
  readonly scheme?: 'http' | 'https';
}

/** etcd, one member. Serves v3, and v2 with `--enable-v2`. */
export async function startEtcd(options: EtcdOptions = {}): Promise<Service> {
  const file = '/usr/bin/etcd';
  const scheme = options.scheme ?? 'http';
  await needDebian(file, ['etcd-server', 'etcd-client']);
  return launch({
    name: 'etcd',
    ports: 2,
    command: ({ data, ports: [client, peer] }) => ({
      file,
      args: [
        ...['--name', 'test', '--data-dir', data, '--log-level', 'error'],
        ...[
          '--listen-client-urls',
          `${scheme}://127.0.0.1:${client}`,
          '--advertise-client-urls',
          `${scheme}://127.0.0.1:${client}`,
        ],
        ...['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
        ...['--initial-cluster', `test=http://127.0.0.1:${peer}`, ...(options.args ?? [])],
      ],
    }),
    isReady: async ({ port }) => {
      if (scheme === 'https') return isListening(port);
      const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(1000) });
      return (await response.text()).includes('"true"');
    },
  });
}

async function isListening(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
