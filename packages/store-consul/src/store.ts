import {
  type ConsulClient,
  type ConsulGetOptions,
  type ConsulKvRead,
  type ConsulWrite,
  createConsulClient,
} from '@namerd/consul-client';
import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  Dtab,
  type DtabStore,
  type Keyed,
  keyed,
  type LongPollOptions,
  loadClientTls,
  longPoll,
  type Namespace,
  NamingError,
  type PluginContext,
  readOwnWrite,
  StoreError,
  type Version,
  type VersionedDtab,
} from '@namerd/plugin';
import type { ConsulStoreConfig } from './config.ts';
import { indexOf, keyPrefix, namespacesOf, versionOf } from './layout.ts';
import { createDecoder, type Reading, type Stored, sameStored, toVersioned } from './reads.ts';

/** How long a watch outlives its last observer, in milliseconds: requests one after the other share it. */
const lingerMs = 1_000;

/** Keeps dtabs in Consul's KV, as namerd 1.7.5 does. All readers of a namespace share one blocking query. */
export class ConsulStore implements DtabStore {
  readonly #config: ConsulStoreConfig;
  readonly #context: PluginContext;
  readonly #consul: ConsulClient;
  readonly #prefix: string;
  readonly #stored: Keyed<Namespace, Reading<Stored | undefined>>;
  readonly #dtabs: Keyed<Namespace, VersionedDtab | undefined>;
  readonly #names: Keyed<'', Reading<readonly Namespace[]>>;

  constructor(config: ConsulStoreConfig, context: PluginContext) {
    const { host, port, token, datacenter, timeoutMs, tls } = config;
    this.#config = config;
    this.#context = context;
    this.#prefix = keyPrefix(config.pathPrefix);
    const connection = { host, port, token, datacenter, timeoutMs, clock: context.clock };
    const isTls = loadClientTls(tls) !== undefined;
    this.#consul = createConsulClient({ ...connection, tls: isTls ? () => loadClientTls(tls) ?? {} : undefined });
    const sharing = { lingerMs, clock: context.clock, signal: context.signal };
    this.#stored = keyed((namespace: Namespace) => this.#watchDtab(namespace), sharing);
    this.#dtabs = keyed((namespace: Namespace) => this.#stored(namespace).map(toVersioned, sameDtab), { lingerMs: 0 });
    this.#names = keyed(() => this.#watchNames(), sharing);
  }

  list(): Activity<readonly Namespace[]> {
    return this.#names('').map(({ value }) => value, sameNames);
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#dtabs(namespace);
  }

  async create(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    const written = await this.#put(namespace, dtab, 0, signal);
    if (written.kind !== 'done') throw StoreError.exists(namespace);
    return this.#written(namespace, written.modifyIndex, signal);
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, { signal }: CallOptions = {}): Promise<Version> {
    const written = done(namespace, await this.#put(namespace, dtab, indexOf(expected), signal));
    return this.#written(namespace, written, signal);
  }

  async put(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    const written = done(namespace, await this.#put(namespace, dtab, undefined, signal));
    return this.#written(namespace, written, signal);
  }

  async delete(namespace: Namespace, { expected, signal }: DeleteOptions = {}): Promise<void> {
    NamingError.throwIfAborted(signal);
    const cas = expected === undefined ? undefined : indexOf(expected);
    const last = done(namespace, await this.#consul.kv.delete(this.#prefix + namespace, { cas, signal }));
    const isListed = ({ value }: Reading<readonly Namespace[]>): boolean => value.includes(namespace);
    await this.#settle(
      namespace,
      ({ index }) => index > last,
      (names) => names.index > last && !isListed(names),
      signal,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#consul[Symbol.asyncDispose]();
  }

  #put(namespace: Namespace, dtab: Dtab, cas: number | undefined, signal: AbortSignal | undefined): Promise<ConsulWrite> {
    const text = new TextEncoder().encode(Dtab.show(dtab));
    return this.#consul.kv.put(this.#prefix + namespace, text, { cas, signal });
  }

  async #written(namespace: Namespace, modifyIndex: number, signal: AbortSignal | undefined): Promise<Version> {
    await this.#settle(
      namespace,
      ({ index }) => index >= modifyIndex,
      ({ value, index }) => index >= modifyIndex || value.includes(namespace),
      signal,
    );
    return versionOf(modifyIndex);
  }

  /** Until our own watches show the write. */
  async #settle(
    namespace: Namespace,
    hasSeen: (reading: Reading<Stored | undefined>) => boolean,
    hasListed: (names: Reading<readonly Namespace[]>) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { clock } = this.#context;
    await Promise.all([
      readOwnWrite(namespace, { watches: this.#stored, clock, hasSeen, signal }),
      readOwnWrite('', { watches: this.#names, clock, hasSeen: hasListed, signal }),
    ]);
  }

  #watchDtab(namespace: Namespace): Activity<Reading<Stored | undefined>> {
    const key = this.#prefix + namespace;
    const decode = createDecoder();
    return longPoll<Reading<Stored | undefined>, number>({
      ...this.#watching(`consul ${key}`),
      equals: (a, b) => sameStored(a.value, b.value),
      fetch: async (since, signal) => {
        const read = (options: ConsulGetOptions) => this.#consul.kv.get(key, options);
        const { value, index } = await this.#read(read, (found) => found === undefined, since, signal);
        // The key's own index is in its entry; the header is the same for a key that exists.
        const at = value?.modifyIndex ?? index;
        return { value: { index: at, value: await decode(value, signal) }, index: at };
      },
    });
  }

  #watchNames(): Activity<Reading<readonly Namespace[]>> {
    const prefix = this.#prefix;
    return longPoll<Reading<readonly Namespace[]>, number>({
      ...this.#watching(`consul ${prefix}`),
      equals: (a, b) => sameNames(a.value, b.value),
      fetch: async (since, signal) => {
        const read = (options: ConsulGetOptions) => this.#consul.kv.keys(prefix, { separator: '/', ...options });
        const { value, index } = await this.#read(read, (found) => found.length === 0, since, signal);
        return { value: { index, value: namespacesOf(value, prefix) }, index };
      },
    });
  }

  /**
   * A leader that has just come up answers from what it has loaded so far: less than there is, or nothing. So what a watch begins with is read
   * `consistent`, and what follows it must not be older. With `stale` it may be, but what is missing there is asked for once more.
   */
  async #read<T>(
    read: (options: ConsulGetOptions) => Promise<ConsulKvRead<T>>,
    isNothing: (value: T) => boolean,
    index: number | undefined,
    signal: AbortSignal,
  ): Promise<ConsulKvRead<T>> {
    const { waitMs, readConsistencyMode: consistency } = this.#config;
    if (index !== undefined) return read({ index, waitMs, consistency, signal });
    if (consistency === 'stale') {
      const found = await read({ consistency, signal });
      if (!isNothing(found.value)) return found;
    }
    return read({ consistency: 'consistent', signal });
  }

  #watching(name: string): Omit<LongPollOptions<never, number>, 'equals' | 'fetch'> {
    const { timeoutMs, waitMs, resyncMs, backoff } = this.#config;
    return {
      context: this.#context,
      name,
      timeoutMs: timeoutMs + 500, // the client's own timeout says more
      waitMs,
      slackMs: Math.ceil(waitMs / 16) + timeoutMs + 500,
      resyncMs,
      backoff,
      busyMaxMs: 100,
    };
  }
}

/** The index of a write that was done. */
function done(namespace: Namespace, write: ConsulWrite): number {
  switch (write.kind) {
    case 'done':
      return write.modifyIndex;
    case 'missing':
      throw StoreError.notFound(namespace);
    case 'stale':
      throw StoreError.mismatch(namespace);
    default:
      return write satisfies never;
  }
}

/** As dtabs too, because of a Consul that was set up anew: its versions can be those of the old one. */
function sameDtab(a: VersionedDtab | undefined, b: VersionedDtab | undefined): boolean {
  return a?.version === b?.version && a?.dtab === b?.dtab;
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
