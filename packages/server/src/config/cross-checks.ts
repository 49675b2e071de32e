import { isIP, SocketAddress } from 'node:net';
import { type ListenAddress, Path } from '@namerd/plugin';
import { showAddress } from '../show-address.ts';
import type { ConfigPath } from './document.ts';
import type { Findings } from './findings.ts';
import type { InterfaceConfig } from './interfaces.ts';
import type { NamerConfig } from './namers.ts';

/** Refuses two namers that would answer the same names. */
export function checkPrefixes(namers: readonly NamerConfig[], findings: Findings): void {
  for (const [i, namer] of namers.entries()) {
    for (const earlier of namers.slice(0, i)) {
      const overlap = Path.startsWith(namer.prefix, earlier.prefix) || Path.startsWith(earlier.prefix, namer.prefix);
      if (!overlap) continue;
      const pair = `${Path.show(earlier.prefix)} & ${Path.show(namer.prefix)}`;
      findings.error([...namer.path, 'prefix'], `Namers must not have overlapping prefixes: ${pair}`);
    }
  }
}

interface Listener {
  readonly address: ListenAddress;
  readonly path: ConfigPath;
}

/** Refuses two listeners on one address, before any of them listens. */
export function checkPorts(admin: ListenAddress | undefined, interfaces: readonly InterfaceConfig[], findings: Findings): void {
  const listeners: readonly Listener[] = [...(admin ? [{ address: admin, path: ['admin'] }] : []), ...interfaces];
  for (const [i, listener] of listeners.entries()) {
    const earlier = listeners.slice(0, i).find(({ address }) => clash(address, listener.address));
    if (earlier === undefined) continue;
    const [here, there] = [showAddress(listener.address), showAddress(earlier.address)];
    const same = here === there ? '' : ` (${there})`;
    findings.error([...listener.path, 'port'], `${here} is taken by ${nameOf(earlier)}${same}`);
  }
}

function nameOf({ path }: Listener): string {
  return path.length === 1 ? 'admin' : `${path[0]}[${path[1]}]`;
}

function clash(a: ListenAddress, b: ListenAddress): boolean {
  if (a.port !== b.port || a.port === 0) return false;
  const [p, q] = [canonical(a.host), canonical(b.host)];
  return p === q || isWildcard(p) || isWildcard(q);
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** `::1` for each of its spellings. */
function canonical(host: string): string {
  return isIP(host) === 6 ? new SocketAddress({ address: host, family: 'ipv6' }).address : host;
}
