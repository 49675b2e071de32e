import { NamingError } from '@namerd/errors';
import type { EtcdClient } from './client.ts';
import { Connection } from './connection.ts';
import {
  type EtcdCondition,
  type EtcdEntry,
  type EtcdListing,
  type EtcdOutcome,
  type EtcdWriteOptions,
  toEntry,
} from './entry.ts';
import { prefixEnd, successor, utf8 } from './keys.ts';
import type { EtcdClientOptions } from './options.ts';
import { type Compare, type KeyValue, methods, type RequestOp } from './proto.ts';
import { Failure } from './rpc-failure.ts';
import { type EtcdWatchEnd, type EtcdWatchOptions, runWatch } from './watch.ts';
import { within } from './within.ts';

/** How many keys are read at a time: a value may have 1.5 MB. */
const pageSize = 100;

/**
 * A client of etcd, 3.4 or newer. Does nothing until it is used; whoever makes it disposes of it.
 *
 * @example
 * await using etcd = createEtcdClient({ host: '127.0.0.1', port: 2379, context: { clock: systemClock } });
 * const { revision, entries } = await etcd.list('/services/');
 */
export function createEtcdClient(options: EtcdClientOptions): EtcdClient {
  return new Client(options);
}

class Client implements EtcdClient {
  readonly #options: EtcdClientOptions;
  readonly #connection: Connection;

  constructor(options: EtcdClientOptions) {
    this.#options = options;
    this.#connection = new Connection(options);
  }

  async get(key: string, signal?: AbortSignal): Promise<EtcdEntry | undefined> {
    const request = { key: utf8(key) };
    const { kvs } = await this.#read(`reading ${key}`, signal, (scope) =>
      this.#connection.unary(methods().range, request, scope),
    );
    return kvs[0] === undefined ? undefined : toEntry(kvs[0]);
  }

  list(prefix: string, signal?: AbortSignal): Promise<EtcdListing> {
    return this.#read(`listing ${prefix}`, signal, async (scope) => {
      const range_end = prefixEnd(utf8(prefix));
      const kvs: KeyValue[] = [];
      let revision = '0';
      let key = utf8(prefix);
      for (;;) {
        const page = await this.#connection.unary(methods().range, { key, range_end, limit: pageSize, revision }, scope);
        kvs.push(...page.kvs);
        if (revision === '0') revision = page.header.revision; // of this moment are the other pages, too
        const last = page.kvs.at(-1);
        if (!page.more || last === undefined) return { revision: BigInt(revision), entries: kvs.map(toEntry) };
        key = successor(last.key);
      }
    });
  }

  put(key: string, value: Uint8Array, options: EtcdWriteOptions = {}): Promise<EtcdOutcome> {
    return this.#write(key, { request_put: { key: utf8(key), value } }, options);
  }

  delete(key: string, options: EtcdWriteOptions = {}): Promise<EtcdOutcome> {
    return this.#write(key, { request_delete_range: { key: utf8(key) } }, { when: 'present', ...options });
  }

  async watch(prefix: string, options: EtcdWatchOptions): Promise<EtcdWatchEnd> {
    const { context, timeoutMs = 5_000 } = this.#options;
    const { clock } = context;
    const bounds = { clock, what: `watching ${prefix}`, signal: options.signal, closed: this.#connection.closed };
    try {
      return await within(bounds, (signal) =>
        runWatch(this.#connection, prefix, { ...options, signal, clock, beatMs: timeoutMs / 3 }),
      );
    } catch (error) {
      throw Failure.toNamingError(error, { isWrite: false });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close();
  }

  async #write(key: string, write: RequestOp, { when, signal }: EtcdWriteOptions): Promise<EtcdOutcome> {
    const request = {
      compare: when === undefined ? [] : [toCompare(utf8(key), when)],
      success: [write],
      failure: [{ request_range: { key: utf8(key), keys_only: true } }],
    };
    const answer = await this.#within(`writing ${key}`, { isWrite: true, signal }, (scope) =>
      this.#connection.unary(methods().txn, request, scope),
    );
    if (answer.succeeded) return { done: true, revision: BigInt(answer.header.revision) };
    return { done: false, exists: (answer.responses[0]?.response_range?.kvs.length ?? 0) > 0 };
  }

  #read<T>(what: string, signal: AbortSignal | undefined, call: (scope: AbortSignal) => Promise<T>): Promise<T> {
    return this.#within(what, { isWrite: false, signal }, call);
  }

  async #within<T>(
    what: string,
    { isWrite, signal }: { readonly isWrite: boolean; readonly signal: AbortSignal | undefined },
    call: (scope: AbortSignal) => Promise<T>,
  ): Promise<T> {
    NamingError.throwIfAborted(signal);
    const { context, timeoutMs = 5_000 } = this.#options;
    const bounds = { clock: context.clock, ms: timeoutMs, what, signal, closed: this.#connection.closed };
    try {
      return await within(bounds, call);
    } catch (error) {
      throw Failure.toNamingError(error, { isWrite });
    }
  }
}

function toCompare(key: Uint8Array, when: EtcdCondition): Compare {
  switch (when) {
    case 'absent':
      return { key, target: 'CREATE', result: 'EQUAL', create_revision: '0' };
    case 'present':
      return { key, target: 'CREATE', result: 'GREATER', create_revision: '0' };
    default:
      // A key that does not exist has modification revision 0; that is no revision of anything.
      return { key, target: 'MOD', result: 'EQUAL', mod_revision: String(when > 0n ? when : -1n) };
  }
}
