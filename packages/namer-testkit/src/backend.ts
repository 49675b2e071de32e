import type { Path } from '@namerd/dtab';
import type { Endpoint, Namer } from '@namerd/namer';

/**
 * A discovery system for one test: an isolated space (a prefix, a data centre, a temporary folder) that is removed when disposed.
 * Namers that it opened are disposed by the suite, before it.
 */
export interface NamerBackend extends AsyncDisposable {
  /** What the bound ids of its namers begin with. */
  readonly prefix: Path;
  /** A new namer on this space. Also called while the backend is failing. */
  open(): Namer | Promise<Namer>;
  /** The name of a service, below the prefix and as it stands in a bound id. Services are called `web`, `api` and the like. */
  nameOf(service: string): Path;
  /** Makes these the endpoints of a service, in this order, creating it if need be; none make it a service without endpoints. */
  set(service: string, endpoints: readonly Endpoint[]): Promise<void>;
  /** Removes a service. */
  remove(service: string): Promise<void>;
  /** Takes the backend away, until `recover`. What it holds survives. With the capability `outage`. */
  fail?(): Promise<void>;
  recover?(): Promise<void>;
  /** Makes the answer about one service incomprehensible, until the next `set`. With the capability `nonsense`. */
  nonsense?(service: string): Promise<void>;
  /** How many watches all namers have open on the backend now. With the capability `sharedWatch`. */
  openWatches?(): number | Promise<number>;
}

/** What a backend can be tested for. A capability that is missing is declared so; what is then skipped is printed. */
export interface NamerCapabilities {
  /** It tells how many watches are open: `openWatches`. */
  readonly sharedWatch: boolean;
  /** It can be taken away and brought back: `fail`, `recover`. */
  readonly outage: boolean;
  /** It can be made to answer nonsense about one service: `nonsense`. */
  readonly nonsense: boolean;
  /** A service can be there without endpoints, and is then bound to none. */
  readonly emptySets: boolean;
  /** Endpoints carry a weight. */
  readonly weights: boolean;
  /** Endpoints carry metadata. */
  readonly metadata: boolean;
  /** The namer can enumerate: `names`. */
  readonly names: boolean;
}
