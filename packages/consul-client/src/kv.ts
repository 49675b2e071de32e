import { Buffer } from 'node:buffer';
import { NamingError } from '@namerd/errors';
import { readEntry } from './entry.ts';
import { nonsense } from './failure.ts';
import type { Http } from './http.ts';
import type { ConsulAnswer, ConsulGetOptions } from './options.ts';
import { putLarge } from './put-large.ts';
import { keyPath } from './target.ts';
import { sendTxn, type TxnOp } from './txn.ts';

/** A key with its value. */
export interface ConsulEntry {
  readonly key: string;
  readonly value: Uint8Array;
  /** Of the write that it comes from, in the order of all writes of the datacenter. Never used again, not even after a delete. */
  readonly modifyIndex: number;
}

/** What was read, and where in the order of all writes: see {@link ConsulAnswer}. */
export interface ConsulKvRead<T> {
  readonly value: T;
  readonly index: number;
}

/** Options of {@link ConsulKv.keys}. */
export interface ConsulKeysOptions extends ConsulGetOptions {
  /** Keys are cut after its next occurrence behind the prefix, and those that are the same then are one. */
  readonly separator?: string;
}

/** Options of a write. */
export interface ConsulWriteOptions {
  /** Only if the key is at this `modifyIndex`; 0: only if it does not exist. Default: whatever is there. */
  readonly cas?: number | undefined;
  /** Default: the client's. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a write that Consul has decided on. Everything else rejects. */
export type ConsulWrite =
  /** `modifyIndex` is that of the key: after a put the new one, after a delete the last one. */
  | { readonly kind: 'done'; readonly modifyIndex: number }
  /** The key does not exist. Not with `cas: 0`. */
  | { readonly kind: 'missing' }
  /** It is at another index. */
  | { readonly kind: 'stale' };

/** Keys and values. */
export interface ConsulKv {
  /** `value` is undefined while the key does not exist. Then the index tells of any key, not of this one. */
  get(key: string, options?: ConsulGetOptions): Promise<ConsulKvRead<ConsulEntry | undefined>>;
  /** The keys that begin with the prefix. The index is that of the latest change to any of them, their values included. `FORBIDDEN` if Consul says that some were left out. */
  keys(prefix: string, options?: ConsulKeysOptions): Promise<ConsulKvRead<readonly string[]>>;
  /** Rejects `UNSUPPORTED` if the value is too large for Consul, by default above 512 KiB. */
  put(key: string, value: Uint8Array, options?: ConsulWriteOptions): Promise<ConsulWrite>;
  /** Atomic, also without `cas`: `missing` if there was nothing to delete. */
  delete(key: string, options?: ConsulWriteOptions): Promise<ConsulWrite>;
}

/** What {@link Kv} is built on. */
export interface KvOptions {
  readonly http: Http;
  readonly datacenter: string | undefined;
  get(path: string, options: ConsulGetOptions): Promise<ConsulAnswer>;
}

/**
 * Writes are transactions, because those alone answer what they have done: the index of the key, and whether it was missing or stale. The
 * plain calls say `true` or `false`.
 */
export class Kv implements ConsulKv {
  readonly #options: KvOptions;

  constructor(options: KvOptions) {
    this.#options = options;
  }

  async get(key: string, options: ConsulGetOptions = {}): Promise<ConsulKvRead<ConsulEntry | undefined>> {
    const answer = await this.#options.get(keyPath(key), options);
    const index = indexOf(answer);
    return { value: answer.status === 404 ? undefined : readEntry(answer.body, key), index: index };
  }

  async keys(prefix: string, options: ConsulKeysOptions = {}): Promise<ConsulKvRead<readonly string[]>> {
    const { separator, ...rest } = options;
    const query = { keys: 'true', ...(separator !== undefined && { separator }), ...options.query };
    const answer = await this.#options.get(keyPath(prefix), { ...rest, query });
    if (answer.filteredByAcl) throw new NamingError('FORBIDDEN', `Consul: the token may not read all keys below ${prefix}`);
    const index = indexOf(answer);
    return { value: answer.status === 404 ? [] : readKeys(answer.body), index: index };
  }

  async put(key: string, value: Uint8Array, options: ConsulWriteOptions = {}): Promise<ConsulWrite> {
    const { cas } = options;
    const set = { Key: key, Value: Buffer.from(value).toString('base64') };
    const ops: TxnOp[] = [cas === undefined ? { Verb: 'set', ...set } : { Verb: 'cas', Index: cas, ...set }];
    if (cas !== undefined && cas > 0) ops.unshift({ Verb: 'get', Key: key });
    try {
      return await sendTxn(this.#options, ops, options);
    } catch (error) {
      if (!NamingError.is(error, 'UNSUPPORTED')) throw error;
      return putLarge(this, { ...this.#options, key, value }, options);
    }
  }

  delete(key: string, options: ConsulWriteOptions = {}): Promise<ConsulWrite> {
    const { cas } = options;
    const remove: TxnOp = cas === undefined ? { Verb: 'delete', Key: key } : { Verb: 'delete-cas', Key: key, Index: cas };
    return sendTxn(this.#options, [{ Verb: 'get', Key: key }, remove], options);
  }
}

/** Without an index it was not Consul that said so, but somebody on the way: then a 404 proves nothing. Nor does one of a server without a leader. */
function indexOf({ index, status, knownLeader }: ConsulAnswer): number {
  if (index === undefined) throw nonsense('the answer has no index', false);
  if (status === 404 && !knownLeader) throw new NamingError('UNAVAILABLE', 'Consul: the server that answered has no leader');
  return index;
}

function readKeys(body: unknown): readonly string[] {
  if (Array.isArray(body) && body.every((key) => typeof key === 'string')) return body;
  throw nonsense('the answer is not a list of keys', false);
}
