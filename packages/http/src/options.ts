import type { Interpreter } from '@namerd/namer';
import type { Namespaces, PluginContext } from '@namerd/plugin';
import type { DtabStore } from '@namerd/store';

/** How the API behaves where it may be asked to behave differently. */
export interface ApiLimits {
  /** Longest request body in bytes, compressed or not; a longer one is refused with 413. Default 64 MiB. */
  readonly maxBodyBytes: number;
  /** Longest request line in bytes; a longer one is refused with 414. Default 4,096, as in namerd. */
  readonly maxRequestLineBytes: number;
  /** How long an answer waits for addresses that are not known yet, in milliseconds; then they are sent as pending. Default 500. */
  readonly addressGraceMs: number;
  /** How long a delegation may take, addresses included, in milliseconds; then 503. Default 2,000, as in namerd. */
  readonly delegateTimeoutMs: number;
  /** How long a name is kept bound after the last who asked for it, in milliseconds. Default 5,000. */
  readonly lingerMs: number;
  /** How long a watcher may take to accept a value, in milliseconds; then it is cut off. Default 0: as long as it takes. */
  readonly writeTimeoutMs: number;
  /** How long a watcher may take to accept what is left for it when its watch ends, in milliseconds; then it is cut off. Default 5,000. */
  readonly drainMs: number;
}

/** The default limits. */
export const defaultLimits: ApiLimits = {
  maxBodyBytes: 64 * 1024 * 1024,
  maxRequestLineBytes: 4096,
  addressGraceMs: 500,
  delegateTimeoutMs: 2000,
  lingerMs: 5000,
  writeTimeoutMs: 0,
  drainMs: 5000,
};

/** What the API shows, and how. */
export interface ApiOptions extends Partial<ApiLimits> {
  /** Where the dtabs are. Best behind `guardStore`; it is not disposed by the API. */
  readonly store: DtabStore;
  /** Resolves through the namers. It is not disposed by the API. */
  readonly interpreter: Interpreter;
  /** Clock, log and running watches. Default: those of `createPluginContext()`. */
  readonly context?: PluginContext;
}

/** The options with everything in its place. */
export interface ApiEnvironment {
  readonly store: DtabStore;
  readonly interpreter: Interpreter;
  readonly namespaces: Namespaces;
  readonly context: PluginContext;
  readonly limits: ApiLimits;
}
