import type { ListenAddress } from '@namerd/plugin';

/** `127.0.0.1:4180`, `[::1]:4180` */
export function showAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
