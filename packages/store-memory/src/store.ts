import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  type Dtab,
  type DtabStore,
  keyed,
  type Namespace,
  NamingError,
  type Sink,
  StoreError,
  source,
  type Var,
  Version,
  VersionedDtab,
  variable,
} from '@namerd/plugin';

/**
 * The dtabs in a map. Every write is done before its promise is made, so writes never interleave. Observing leaves nothing behind: a
 * watched name costs an entry only while it is watched, whether it exists or not.
 */
export class MemoryStore implements DtabStore {
  readonly #dtabs = new Map<Namespace, VersionedDtab>();
  readonly #names: Var<readonly Namespace[]>;
  readonly #sinks = new Map<Namespace, Sink<VersionedDtab | undefined>>();
  /** One run per name that is observed. */
  readonly #observe = keyed((namespace: Namespace) => this.#watch(namespace), { lingerMs: 0 });
  /** The newest version, of whichever namespace: it never goes back, so deleting and creating a namespace repeats none. */
  #counter = 0n;

  constructor(initial: ReadonlyMap<Namespace, Dtab>) {
    if (initial.size > 0) this.#counter = 1n;
    for (const [namespace, dtab] of initial) this.#dtabs.set(namespace, { dtab, version: toVersion(this.#counter) });
    this.#names = variable<readonly Namespace[]>([...initial.keys()].sort());
  }

  list(): Activity<readonly Namespace[]> {
    return this.#names;
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#observe(namespace);
  }

  async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    NamingError.throwIfAborted(options?.signal);
    if (this.#dtabs.has(namespace)) throw StoreError.exists(namespace);
    return this.#set(namespace, dtab);
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    NamingError.throwIfAborted(options?.signal);
    this.#expect(namespace, expected);
    return this.#set(namespace, dtab);
  }

  async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    NamingError.throwIfAborted(options?.signal);
    return this.#set(namespace, dtab);
  }

  async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
    NamingError.throwIfAborted(options?.signal);
    this.#expect(namespace, options?.expected);
    this.#dtabs.delete(namespace);
    this.#names.value = this.#names.value.filter((name) => name !== namespace);
    this.#sinks.get(namespace)?.ok(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing runs.
  }

  #expect(namespace: Namespace, expected: Version | undefined): void {
    const current = this.#dtabs.get(namespace);
    if (current === undefined) throw StoreError.notFound(namespace);
    if (expected !== undefined && expected !== current.version) throw StoreError.mismatch(namespace);
  }

  #set(namespace: Namespace, dtab: Dtab): Version {
    const version = toVersion(++this.#counter);
    const isNew = !this.#dtabs.has(namespace);
    const entry = { dtab, version };
    this.#dtabs.set(namespace, entry);
    if (isNew) this.#names.value = inserted(this.#names.value, namespace);
    this.#sinks.get(namespace)?.ok(entry);
    return version;
  }

  #watch(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return source<VersionedDtab | undefined>(
      (sink, signal) => {
        this.#sinks.set(namespace, sink);
        signal.addEventListener('abort', () => this.#sinks.delete(namespace));
        sink.ok(this.#dtabs.get(namespace));
      },
      { equals: VersionedDtab.equals, name: `memory ${namespace}` },
    );
  }
}

/** The sorted names with one more, in its place. */
function inserted(names: readonly Namespace[], name: Namespace): readonly Namespace[] {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return names.toSpliced(low, 0, name);
}

/** Eight bytes, the highest first, as namerd 1.x has it: the first version is `AAAAAAAAAAE=`. */
function toVersion(counter: bigint): Version {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, counter);
  return Version.ofBytes(new Uint8Array(bytes.buffer));
}
