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
  type StreamOptions,
  stream,
  type Version,
  VersionedDtab,
} from '@namerd/plugin';
import { createZkClient, type ZkClient, type ZkReading, type ZkStat } from '@namerd/zk-client';
import type { ZkStoreConfig } from './config.ts';
import { namespacesOf, nodeOf, versionOf } from './layout.ts';
import { logSession } from './log-session.ts';
import { createDecoder, Stored } from './stored.ts';
import { createNode, putNode } from './write.ts';

/** How long a watch outlives its last observer, in milliseconds: requests one after the other share it. */
const lingerMs = 1_000;
/** How often a namespace is read besides being watched, in milliseconds. */
const resyncMs = 60_000;

type Names = readonly string[] | undefined;

/** Keeps dtabs as nodes of ZooKeeper, as namerd 1.7.5 does. All readers of a namespace share one watch, all of the store one session. */
export class ZkStore implements DtabStore {
  readonly #config: ZkStoreConfig;
  readonly #context: PluginContext;
  readonly #zk: ZkClient;
  readonly #timeoutMs: number;
  readonly #nodes: Keyed<Namespace, ZkReading<Stored>>;
  readonly #dtabs: Keyed<Namespace, VersionedDtab | undefined>;
  readonly #names: Keyed<'', ZkReading<Names>>;

  constructor(config: ZkStoreConfig, context: PluginContext) {
    this.#config = config;
    this.#context = context;
    this.#timeoutMs = Math.max(1_000, config.sessionTimeoutMs);
    this.#zk = createZkClient({
      addrs: config.zkAddrs,
      sessionTimeoutMs: config.sessionTimeoutMs,
      timeoutMs: this.#timeoutMs,
      auth: config.authInfo === undefined ? [] : [config.authInfo],
      context,
      onSession: logSession(context.logger),
    });
    const sharing = { lingerMs, clock: context.clock, signal: context.signal };
    this.#nodes = keyed((namespace: Namespace) => this.#watchNode(namespace), sharing);
    this.#dtabs = keyed(
      (namespace: Namespace) => this.#nodes(namespace).map(({ value }) => Stored.dtab(value), VersionedDtab.equals),
      { lingerMs: 0 },
    );
    this.#names = keyed(() => this.#watchNames(), sharing);
  }

  list(): Activity<readonly Namespace[]> {
    return this.#names('').map(({ value }) => namespacesOf(value), sameNames);
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#dtabs(namespace);
  }

  async create(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    const stat = await this.#refused(namespace, () => createNode(this.#zk, this.#target(namespace, dtab), signal));
    return this.#written(namespace, stat, signal);
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, { signal }: CallOptions = {}): Promise<Version> {
    const current = await this.#expect(namespace, expected, signal);
    const { path, data } = this.#target(namespace, dtab);
    const options = { version: current.version, signal };
    const stat = await this.#refused(namespace, () => this.#zk.set(path, data, options));
    if (stat.czxid !== current.czxid) throw overwritten(namespace);
    return this.#written(namespace, stat, signal);
  }

  async put(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    const stat = await putNode(this.#zk, this.#target(namespace, dtab), signal);
    return this.#written(namespace, stat, signal);
  }

  async delete(namespace: Namespace, { expected, signal }: DeleteOptions = {}): Promise<void> {
    const version = expected === undefined ? -1 : (await this.#expect(namespace, expected, signal)).version;
    const path = nodeOf(this.#config.pathPrefix, namespace);
    const zxid = await this.#refused(namespace, () => this.#zk.delete(path, { version, signal }));
    const hasSeen = ({ value }: ZkReading<Stored>): boolean => value === undefined || value.mzxid > zxid;
    const isGone = (names: ZkReading<Names>): boolean => names.zxid >= zxid || !names.value?.includes(namespace);
    await this.#settle(namespace, hasSeen, isGone, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#zk[Symbol.asyncDispose]();
  }

  #target(namespace: Namespace, dtab: Dtab): { path: string; data: Uint8Array; acl: ZkStoreConfig['acls'] } {
    const data = new TextEncoder().encode(Dtab.show(dtab));
    return { path: nodeOf(this.#config.pathPrefix, namespace), data, acl: this.#config.acls };
  }

  /** What is known about the node, if it is of this version: ZooKeeper itself compares the number alone, not whose it is. */
  async #expect(namespace: Namespace, expected: Version, signal: AbortSignal | undefined): Promise<ZkStat> {
    const stat = await this.#zk.exists(nodeOf(this.#config.pathPrefix, namespace), signal);
    if (stat === undefined) throw StoreError.notFound(namespace);
    if (versionOf(stat) !== expected) throw StoreError.mismatch(namespace);
    return stat;
  }

  /** A write, with ZooKeeper's refusals in the words of a store. */
  async #refused<T>(namespace: Namespace, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (NamingError.is(error, 'NAMESPACE_EXISTS')) throw StoreError.exists(namespace);
      if (NamingError.is(error, 'NAMESPACE_NOT_FOUND')) throw StoreError.notFound(namespace);
      if (NamingError.is(error, 'VERSION_MISMATCH')) throw StoreError.mismatch(namespace);
      throw error;
    }
  }

  async #written(namespace: Namespace, { mzxid, ...stat }: ZkStat, signal: AbortSignal | undefined): Promise<Version> {
    const hasSeen = ({ value, zxid }: ZkReading<Stored>): boolean => (value === undefined ? zxid : value.mzxid) >= mzxid;
    const isThere = (names: ZkReading<Names>): boolean => names.zxid >= mzxid || names.value?.includes(namespace) === true;
    await this.#settle(namespace, hasSeen, isThere, signal);
    return versionOf({ mzxid, ...stat });
  }

  /** Until our own watches show the write. */
  async #settle(
    namespace: Namespace,
    hasSeen: (node: ZkReading<Stored>) => boolean,
    hasListed: (names: ZkReading<Names>) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { clock } = this.#context;
    await Promise.all([
      readOwnWrite(namespace, { watches: this.#nodes, clock, hasSeen, signal }),
      readOwnWrite('', { watches: this.#names, clock, hasSeen: hasListed, signal }),
    ]);
  }

  #watchNode(namespace: Namespace): Activity<ZkReading<Stored>> {
    const path = nodeOf(this.#config.pathPrefix, namespace);
    const feed = this.#zk.data(path, createDecoder(namespace));
    return stream({ ...this.#watching(`zk ${path}`), equals: (a, b) => Stored.equals(a.value, b.value), ...feed });
  }

  #watchNames(): Activity<ZkReading<Names>> {
    const { pathPrefix } = this.#config;
    const feed = this.#zk.names(pathPrefix);
    return stream({
      ...this.#watching(`zk ${pathPrefix}`),
      equals: (a, b) => sameNames(namespacesOf(a.value), namespacesOf(b.value)),
      ...feed,
    });
  }

  #watching(name: string): Omit<StreamOptions<ZkReading<unknown>, number>, 'list' | 'follow' | 'equals'> {
    return {
      context: this.#context,
      name,
      orderOf: ({ zxid }) => zxid,
      timeoutMs: this.#timeoutMs + 1_000,
      livenessMs: Math.max(60_000, 3 * this.#config.sessionTimeoutMs), // a net: the client notices much sooner
      resyncMs,
      // Between refusals. In an outage the client waits for the servers, and keeps the backoff towards them.
      backoff: { minMs: 50, maxMs: 5_000 },
    };
  }
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

/** It was deleted and created again after we had looked, and had come to the same version number. */
function overwritten(namespace: Namespace): NamingError {
  const message = `${namespace} was deleted and created again at the same moment; what was created has been overwritten`;
  return new NamingError('VERSION_MISMATCH', message, { details: { namespace, outcome: 'written' } });
}
