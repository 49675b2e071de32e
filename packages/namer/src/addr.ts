import type { Endpoint } from './endpoint.ts';
import { endpointKey } from './endpoint.ts';
import { type Meta, metaKey } from './meta.ts';

/** The endpoints behind a bound name. Pending and failed are states of the activity around it, not kinds of address. */
export type Addr =
  | { readonly kind: 'neg' }
  | { readonly kind: 'bound'; readonly endpoints: readonly Endpoint[]; readonly meta?: Meta };

/** Makers and operations of {@link Addr}. */
export const Addr = {
  /** The name resolves to nothing. */
  neg: Object.freeze({ kind: 'neg' }) as Addr,

  /** These endpoints, as given; metadata without entries is left out. */
  bound(endpoints: readonly Endpoint[], meta?: Meta): Addr {
    return meta === undefined || Object.keys(meta).length === 0
      ? { kind: 'bound', endpoints }
      : { kind: 'bound', endpoints, meta };
  },

  /** Whether both hold the same endpoints (in any order, with weights and metadata) and the same metadata. */
  equals: (a: Addr, b: Addr): boolean =>
    a === b || (a.kind === 'bound' && b.kind === 'bound' ? sameEndpoints(a, b) : a.kind === b.kind),
} as const;

type BoundAddr = Addr & { readonly kind: 'bound' };

function sameEndpoints(a: BoundAddr, b: BoundAddr): boolean {
  if (a.endpoints.length !== b.endpoints.length || metaKey(a.meta) !== metaKey(b.meta)) return false;
  const left = new Map<string, number>();
  for (const endpoint of a.endpoints) {
    const key = endpointKey(endpoint);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return b.endpoints.every((endpoint) => {
    const key = endpointKey(endpoint);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
}
