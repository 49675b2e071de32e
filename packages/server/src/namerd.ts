import type { Clock, DtabStore, Interpreter, ListenAddress, Logger, Telemetry } from '@namerd/plugin';
import type { ServedAddress } from './admin/view.ts';
import type { PluginSource } from './plugins/catalogue.ts';

/** Options of {@link startNamerd}. */
export interface NamerdOptions {
  /** What the configuration may use: {@link builtins}, your own, or both. */
  readonly plugins: readonly PluginSource[];
  /** Default: silent. */
  readonly logger?: Logger;
  /** Shuts it down, also while it starts. */
  readonly signal?: AbortSignal;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A namerd that runs. The caller disposes it, which shuts it down: see {@link startNamerd}. */
export interface Namerd extends AsyncDisposable {
  /** Where the admin server listens. */
  readonly admin: ListenAddress;
  /** Where the interfaces listen, in the order of the configuration. */
  readonly addresses: readonly ServedAddress[];
  readonly store: DtabStore;
  /** Resolves through the namers; the dtab is the caller's. */
  readonly interpreter: Interpreter;
  /** What happens, for metrics. */
  readonly telemetry: Telemetry;
  /** Settles when it has shut down, whoever asked for it, as the dispose does. */
  readonly closed: Promise<void>;
}
