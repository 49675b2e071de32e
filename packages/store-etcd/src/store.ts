import type { EtcdCondition, EtcdOutcome } from '@namerd/etcd-client';
import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  Dtab,
  type DtabStore,
  type Keyed,
  keyed,
  type Namespace,
  NamingError,
  type PluginContext,
  readOwnWrite,
  StoreError,
  Version,
  type VersionedDtab,
} from '@namerd/plugin';
import type { EtcdStoreConfig } from './config.ts';
import type { Keyspace, Scope } from './keyspace.ts';
import { KeyspaceV2 } from './keyspace-v2.ts';
import { KeyspaceV3 } from './keyspace-v3.ts';
import { type Reading, reading } from './reading.ts';
import { Table } from './table.ts';
import { WriteOrder } from './write-order.ts';

/** How long a watch outlives its last observer, in milliseconds: requests one after the other share it. */
const lingerMs = 1_000;

/** Keeps dtabs in etcd. One watch on the prefix feeds the list and all observers, however many there are. */
export class EtcdStore implements DtabStore {
  readonly #context: PluginContext;
  readonly #keyspace: Keyspace;
  readonly #writes: WriteOrder = new WriteOrder();
  readonly #tables: Keyed<Scope, Table>;
  readonly #names: Keyed<'', readonly Namespace[]>;
  readonly #readings: Keyed<Namespace, Reading>;

  constructor(config: EtcdStoreConfig, context: PluginContext) {
    this.#context = context;
    this.#keyspace = config.api === 'v2' ? new KeyspaceV2(config, context) : new KeyspaceV3(config, context);
    const sharing = { lingerMs, clock: context.clock, signal: context.signal };
    // What is derived lingers, and with it the table; so nothing is parsed anew for the next request.
    this.#tables = keyed((scope: Scope) => this.#keyspace.watch(scope), { lingerMs: 0 });
    this.#names = keyed(() => this.#tables('').map((table) => Table.names(table), sameNames), sharing);
    const readingOf = (namespace: Namespace) => reading(this.#tables(this.#keyspace.scopeOf(namespace)), namespace);
    this.#readings = keyed(readingOf, sharing);
  }

  list(): Activity<readonly Namespace[]> {
    return this.#names('');
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#readings(namespace).map(({ outcome }) => {
      if (outcome instanceof NamingError) throw outcome;
      return outcome;
    });
  }

  async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    const outcome = await this.#put(namespace, dtab, 'absent', options);
    if (!outcome.done) throw StoreError.exists(namespace);
    return this.#written(namespace, outcome.revision, options);
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    const outcome = await this.#put(namespace, dtab, revisionOf(expected), options);
    if (!outcome.done) throw refused(namespace, outcome);
    return this.#written(namespace, outcome.revision, options);
  }

  async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    const outcome = await this.#put(namespace, dtab, undefined, options);
    if (!outcome.done) throw refused(namespace, outcome);
    return this.#written(namespace, outcome.revision, options);
  }

  async delete(namespace: Namespace, { expected, ...options }: DeleteOptions = {}): Promise<void> {
    const when = expected === undefined ? 'present' : revisionOf(expected);
    const outcome = await this.#writes.run(namespace, options.signal, () => this.#keyspace.delete(namespace, when));
    if (!outcome.done) throw refused(namespace, outcome);
    await this.#written(namespace, outcome.revision, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#keyspace[Symbol.asyncDispose]();
  }

  #put(namespace: Namespace, dtab: Dtab, when: EtcdCondition | undefined, options?: CallOptions): Promise<EtcdOutcome> {
    return this.#writes.run(namespace, options?.signal, () => this.#keyspace.put(namespace, Dtab.show(dtab), when));
  }

  /** The version of a write, once our own watches show it. */
  async #written(namespace: Namespace, revision: bigint, { signal }: CallOptions = {}): Promise<Version> {
    const options = { clock: this.#context.clock, hasSeen: (seen: { revision: bigint }) => seen.revision >= revision, signal };
    await readOwnWrite(this.#keyspace.scopeOf(namespace), { ...options, watches: this.#tables });
    await readOwnWrite(namespace, { ...options, watches: this.#readings }); // parsed, too
    return Version.ofText(String(revision));
  }
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

const maxRevision = 2n ** 63n - 1n;

/** The revision that a version names; 0, which is none, if it is not one of ours. */
function revisionOf(version: Version): bigint {
  const text = Version.text(version);
  const revision = /^[1-9][0-9]{0,18}$/.test(text) ? BigInt(text) : 0n;
  return revision <= maxRevision ? revision : 0n;
}

function refused(namespace: Namespace, { exists }: { readonly exists: boolean }): NamingError {
  return exists ? StoreError.mismatch(namespace) : StoreError.notFound(namespace);
}
