import type { EtcdOutcome, EtcdWriteOptions } from '../entry.ts';

/** A node of the keys API: a value, or a directory. */
export type EtcdV2Node =
  | { readonly kind: 'value'; readonly key: string; readonly value: string; readonly modifiedIndex: bigint }
  /** `nodes` are those directly below it; none, if it is itself below what was read. */
  | { readonly kind: 'dir'; readonly key: string; readonly nodes: readonly EtcdV2Node[] };

/** A node as it was at an index. */
export interface EtcdV2Reading {
  /** Of the whole store. */
  readonly index: bigint;
  /** `undefined` if it does not exist. */
  readonly node: EtcdV2Node | undefined;
}

/** Options of `EtcdV2Client.wait`. */
export interface EtcdV2WaitOptions {
  /** The first index that is of interest: the one after that of a reading. */
  readonly fromIndex: bigint;
  /** How long to wait at most, in milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/**
 * A client of etcd's v2 keys API, which etcd 3.4 serves with `--enable-v2` and 3.6 no longer has. Every call rejects with `UNAVAILABLE`,
 * `TIMEOUT`, `FORBIDDEN`, `PROTOCOL`, `ABORTED` or `CLOSED`, and with `UNSUPPORTED` if the server does not serve it. A write is sent once; where
 * its fate is unknown the error has `details.outcome: 'unknown'`.
 */
export interface EtcdV2Client extends AsyncDisposable {
  /** The node as the quorum has it. */
  read(key: string, signal?: AbortSignal): Promise<EtcdV2Reading>;
  put(key: string, value: string, options?: EtcdWriteOptions): Promise<EtcdOutcome>;
  /** Deletes a value. Default condition: that it exists. */
  delete(key: string, options?: EtcdWriteOptions): Promise<EtcdOutcome>;
  /** Resolves when something has changed at or below the key, when etcd no longer knows, or when the time is up: read again. */
  wait(key: string, options: EtcdV2WaitOptions): Promise<void>;
}
