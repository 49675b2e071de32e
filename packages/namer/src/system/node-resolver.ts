import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { NamingError } from '@namerd/errors';
import type { Resolver } from './resolver.ts';

/** There is no such name, or no address for it. Everything else (`EAI_AGAIN`, `ETIMEOUT`, …) says nothing about the name. */
const unknownHost: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * The resolver of the operating system: what its hosts file, search domains and name servers say. IPv6 addresses only where an
 * interface of this machine can reach beyond it over IPv6. Rejects with `UNAVAILABLE`.
 */
export const nodeResolver: Resolver = {
  async resolve(host) {
    try {
      const found = await lookup(host, { all: true });
      const usable = found.filter(({ family }) => family === 4 || hasIpv6());
      return (usable.length > 0 ? usable : found).map(({ address }) => address).sort();
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && unknownHost.has(String(thrown.code))) return undefined;
      throw NamingError.from(thrown, 'UNAVAILABLE');
    }
  },
};

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses = []) =>
    addresses.some(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80:')),
  );
}
