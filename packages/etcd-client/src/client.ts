import type { EtcdEntry, EtcdListing, EtcdOutcome, EtcdWriteOptions } from './entry.ts';
import type { EtcdWatchEnd, EtcdWatchOptions } from './watch.ts';

/**
 * A client of etcd's v3 API. Every call rejects with `UNAVAILABLE`, `TIMEOUT`, `FORBIDDEN`, `PROTOCOL`, `ABORTED` or `CLOSED`. A write is
 * sent once; where its fate is unknown the error has `details.outcome: 'unknown'`.
 */
export interface EtcdClient extends AsyncDisposable {
  /** The key as the quorum has it; `undefined` if it does not exist. */
  get(key: string, signal?: AbortSignal): Promise<EtcdEntry | undefined>;
  /** All keys that begin with this, as they were at one revision, in order. */
  list(prefix: string, signal?: AbortSignal): Promise<EtcdListing>;
  /** `UNSUPPORTED` if etcd does not take that much (1.5 MB by default). */
  put(key: string, value: Uint8Array, options?: EtcdWriteOptions): Promise<EtcdOutcome>;
  /** Default condition: that the key exists. */
  delete(key: string, options?: EtcdWriteOptions): Promise<EtcdOutcome>;
  /**
   * Follows the keys that begin with this. Resolves when there is nothing more to be had from this revision on, so that everything must be
   * listed anew; rejects when the watch fails or the signal aborts.
   */
  watch(prefix: string, options: EtcdWatchOptions): Promise<EtcdWatchEnd>;
}
