import { textOf } from './keys.ts';
import type { KeyValue } from './proto.ts';

/** A key and what it holds. */
export interface EtcdEntry {
  readonly key: string;
  readonly value: Uint8Array;
  /** When it was created, and when it was written last. */
  readonly createRevision: bigint;
  readonly modRevision: bigint;
}

/** What is stored at one moment. */
export interface EtcdListing {
  /** Of the whole store. */
  readonly revision: bigint;
  readonly entries: readonly EtcdEntry[];
}

/** On what a write depends: that the key does not exist, that it does, or that this revision is the last that wrote it. */
export type EtcdCondition = 'absent' | 'present' | bigint;

/** Options of a write. */
export interface EtcdWriteOptions {
  /** Default: none, the write is done whatever is there. */
  readonly when?: EtcdCondition | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of a write: the revision it made, or, if its condition did not hold, whether the key exists. */
export type EtcdOutcome = { readonly done: true; readonly revision: bigint } | { readonly done: false; readonly exists: boolean };

/** Reads an entry. */
export function toEntry({ key, value, create_revision, mod_revision }: KeyValue): EtcdEntry {
  return { key: textOf(key), value: value, createRevision: BigInt(create_revision), modRevision: BigInt(mod_revision) };
}
