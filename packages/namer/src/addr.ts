import type { Activity } from '@namerd/activity';
import type { Path } from '@namerd/dtab';

/** A value of the metadata that namers attach to endpoints and address sets: whatever JSON can say. */
export type MetaValue = string | number | boolean | null | readonly MetaValue[] | { readonly [key: string]: MetaValue };

/** Metadata by key. Keys with a meaning to clients: `authority`, `nodeName`. */
export type Meta = Readonly<Record<string, MetaValue>>;

/** One place to connect to. */
export interface Endpoint {
  /** An IPv4 or IPv6 literal without brackets, or a host name where the namer does not resolve. */
  readonly host: string;
  /** 0 to 65535 */
  readonly port: number;
  /** Share of traffic relative to the other endpoints of the set. Absent counts as 1. */
  readonly weight?: number;
  readonly meta?: Meta;
}

/** The endpoints behind a bound name. Pending and failed are states of the activity around it, not kinds of address. */
export type Addr =
  | { readonly kind: 'neg' }
  | { readonly kind: 'bound'; readonly endpoints: readonly Endpoint[]; readonly meta?: Meta };

/** A name resolved by a namer: which set of endpoints, and what of the name is left over. */
export interface Bound {
  /** Names the set. Looking it up again, without the namer's prefix, gives the same id. Bound names with equal id and residual are equal. */
  readonly id: Path;
  /** The labels that the namer did not use. */
  readonly residual: Path;
  /** The endpoints as they change; a function of `id` alone. Observing it starts the namer's watch. */
  readonly addr: Activity<Addr>;
}
