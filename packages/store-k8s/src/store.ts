import { type JsonObject, K8sClient, K8sObject, type K8sReply, type K8sStatus } from '@namerd/k8s-client';
import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  type Dtab,
  type DtabStore,
  type Keyed,
  keyed,
  Namespace,
  NamingError,
  type PluginContext,
  readOwnWrite,
  StoreError,
  Version,
  VersionedDtab,
} from '@namerd/plugin';
import { accessOf } from './access.ts';
import type { K8sStoreConfig } from './config.ts';
import { type Dtabs, notInstalled, orderOf, reflect } from './reflector.ts';
import { checkName, listPath, newObject, replaced, type Stored } from './resource.ts';

/** How long the watch outlives its last observer, in milliseconds: requests one after the other share it. */
const lingerMs = 1_000;
/** How often a dtab may change under a put before that gives up. */
const maxRounds = 10;

/** Keeps dtabs as custom resources of Kubernetes, as namerd 1.7.5 does. All readers share one list and one watch. */
export class K8sStore implements DtabStore {
  readonly #context: PluginContext;
  readonly #client: K8sClient;
  readonly #path: string;
  readonly #dtabs: Keyed<'', Dtabs>;

  /** Throws `CONFIG` where files that the configuration names cannot be used. */
  constructor(config: K8sStoreConfig, context: PluginContext) {
    const { timeoutMs, resyncMs } = config;
    const { clock, signal, random } = context;
    const access = accessOf(config);
    const client = new K8sClient({ access, timeoutMs, clock, ...(random !== undefined && { random }) });
    const path = listPath(config.namespace ?? access.namespace ?? 'default');
    this.#context = context;
    this.#client = client;
    this.#path = path;
    this.#dtabs = keyed(() => reflect({ client, path, context, timeoutMs, resyncMs }), { clock, signal, lingerMs });
  }

  list(): Activity<readonly Namespace[]> {
    return this.#dtabs('').map(({ byName }) => [...byName.keys()].filter((name) => Namespace.is(name)).sort(), sameNames);
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#dtabs('').map(({ byName }) => toVersioned(byName.get(namespace)), VersionedDtab.equals);
  }

  async create(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    checkName(namespace);
    const reply = await this.#client.create(this.#path, newObject(namespace, dtab), { signal });
    switch (reply.kind) {
      case 'ok':
        return this.#written(namespace, reply.body, signal);
      case 'conflict':
        throw StoreError.exists(namespace);
      default:
        throw notInstalled(this.#path, reply.status.message);
    }
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, { signal }: CallOptions = {}): Promise<Version> {
    checkName(namespace);
    const current = await this.#expect(namespace, expected, signal);
    const reply = await this.#client.replace(this.#pathOf(namespace), replaced(current, dtab), { signal });
    return this.#written(namespace, this.#accepted(namespace, reply), signal);
  }

  async put(namespace: Namespace, dtab: Dtab, { signal }: CallOptions = {}): Promise<Version> {
    checkName(namespace);
    for (let round = 0; round < maxRounds; round++) {
      const body = await this.#tryPut(namespace, dtab, signal);
      if (body !== undefined) return this.#written(namespace, body, signal);
    }
    throw new NamingError('UNAVAILABLE', `the DTab ${namespace} is being changed all the time`, { details: { namespace } });
  }

  async delete(namespace: Namespace, { expected, signal }: DeleteOptions = {}): Promise<void> {
    checkName(namespace);
    const path = this.#pathOf(namespace);
    const current = expected === undefined ? undefined : await this.#expect(namespace, expected, signal);
    const { uid, resourceVersion } = current?.metadata ?? {};
    const options = current === undefined ? { signal } : { signal, preconditions: { uid, resourceVersion } };
    const body = this.#accepted(namespace, await this.#client.delete(path, options));
    if (body['kind'] === 'DTab') return; // a finalizer keeps it: it exists until Kubernetes says otherwise
    const gone = uidOf(body);
    await this.#settle(({ byName }) => {
      const stored = byName.get(namespace);
      return stored === undefined || (gone !== undefined && stored.uid !== gone);
    }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  #pathOf(namespace: Namespace): string {
    return `${this.#path}/${namespace}`;
  }

  /** The object, if there is one. Only its own 404 says that there is none: it may also be the whole resource that is missing. */
  async #read(namespace: Namespace, signal: AbortSignal | undefined): Promise<K8sObject | undefined> {
    const reply = await this.#client.get(this.#pathOf(namespace), { signal });
    if (reply.kind === 'notFound' && isAbout(reply.status, namespace)) return undefined;
    return K8sObject.parse(this.#accepted(namespace, reply));
  }

  /** The object, if it is of this version. It is sent back with that version, so that Kubernetes checks it once more. */
  async #expect(namespace: Namespace, expected: Version, signal: AbortSignal | undefined): Promise<K8sObject> {
    const current = await this.#read(namespace, signal);
    if (current === undefined) throw StoreError.notFound(namespace);
    if (Version.ofText(current.metadata.resourceVersion) !== expected) throw StoreError.mismatch(namespace);
    return current;
  }

  /** One attempt to write over what is there, or to create it. `undefined` if somebody else was quicker. */
  async #tryPut(namespace: Namespace, dtab: Dtab, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
    const current = await this.#read(namespace, signal);
    const reply =
      current === undefined
        ? await this.#client.create(this.#path, newObject(namespace, dtab), { signal })
        : await this.#client.replace(this.#pathOf(namespace), replaced(current, dtab), { signal });
    if (reply.kind === 'conflict') return undefined;
    if (reply.kind === 'notFound' && isAbout(reply.status, namespace)) return undefined;
    return this.#accepted(namespace, reply);
  }

  #accepted(namespace: Namespace, reply: K8sReply): JsonObject {
    switch (reply.kind) {
      case 'ok':
        return reply.body;
      case 'conflict':
        throw StoreError.mismatch(namespace);
      case 'notFound':
      case 'gone':
        throw isAbout(reply.status, namespace) ? StoreError.notFound(namespace) : notInstalled(this.#path, reply.status.message);
      default:
        return reply satisfies never;
    }
  }

  async #written(namespace: Namespace, body: JsonObject, signal: AbortSignal | undefined): Promise<Version> {
    const { resourceVersion } = K8sObject.parse(body).metadata;
    const version = Version.ofText(resourceVersion);
    const order = orderOf(resourceVersion);
    const hasSeen = (dtabs: Dtabs): boolean =>
      order > 0n ? dtabs.order >= order : dtabs.byName.get(namespace)?.version === version;
    await this.#settle(hasSeen, signal);
    return version;
  }

  /** Until our own watch shows the write. */
  #settle(hasSeen: (dtabs: Dtabs) => boolean, signal: AbortSignal | undefined): Promise<void> {
    return readOwnWrite('', { watches: this.#dtabs, clock: this.#context.clock, hasSeen, signal });
  }
}

/** Whether a status is about the dtab: what is missing may also be the resource, or the Kubernetes namespace, which may have the same name. */
function isAbout({ name, kind }: K8sStatus, namespace: Namespace): boolean {
  return name === namespace && kind !== 'namespaces';
}

function toVersioned(stored: Stored | undefined): VersionedDtab | undefined {
  if (stored === undefined) return undefined;
  const { dtab, version } = stored;
  if (dtab instanceof Error) throw dtab;
  return { dtab, version };
}

function uidOf({ details }: JsonObject): unknown {
  return typeof details === 'object' && details !== null && 'uid' in details ? details.uid : undefined;
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
