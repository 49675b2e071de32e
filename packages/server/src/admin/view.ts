import type { ListenAddress, WatchStatus } from '@namerd/plugin';
import type { StoreState } from '../store-probe.ts';

/** Where a namerd is in its life. */
export type Phase = 'starting' | 'ready' | 'draining';

/** An address at which an interface listens. */
export interface ServedAddress extends ListenAddress {
  /** As in the configuration, such as `io.l5d.httpController`. */
  readonly kind: string;
}

/** What the admin server shows, and the one thing that it does. */
export interface AdminView {
  phase(): Phase;
  /** Resolves soon, with `pending` when the store does not. */
  storeState(): Promise<StoreState>;
  addresses(): readonly ServedAddress[];
  watches(): readonly WatchStatus[];
  /** The configuration, free of secrets. */
  config(): unknown;
  /** Begins to shut down. Without `graceMs`, with the grace of the configuration. */
  shutdown(graceMs: number | undefined): void;
}
