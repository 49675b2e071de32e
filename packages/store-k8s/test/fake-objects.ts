/** Any object of the API. */
export interface FakeObject {
  readonly metadata: Record<string, unknown> & { name: string; resourceVersion: string; uid: string };
  readonly [field: string]: unknown;
}

/** A change of the fake's history. */
export interface FakeChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly namespace: string;
  readonly object: FakeObject;
  readonly version: number;
}

/** What an API server answers. */
export interface FakeReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The dtabs of a fake API server and their history, with the rules of the real one. */
export class FakeObjects {
  readonly #objects = new Map<string, FakeObject>();
  readonly #onChange: (change: FakeChange) => void;
  readonly history: FakeChange[] = [];
  version = 100;
  /** Versions up to this one are forgotten. */
  compactedAt = 0;
  #uids = 0;

  constructor(onChange: (change: FakeChange) => void) {
    this.#onChange = onChange;
  }

  list(namespace: string, query: URLSearchParams): FakeReply {
    const [offset, at] = (query.get('continue') ?? `0:${this.version}`).split(':').map(Number) as [number, number];
    if (at < this.compactedAt) return status(410, 'Expired', 'The provided continue parameter is too old');
    const all = [...this.#objects].filter(([key]) => key.startsWith(`${namespace}/`)).map(([, object]) => object);
    const limit = Number(query.get('limit') ?? 0) || all.length;
    const items = all.slice(offset, offset + limit);
    const more = offset + limit < all.length ? { continue: `${offset + limit}:${at}` } : {};
    const metadata = { resourceVersion: String(at), ...more };
    return { status: 200, body: { apiVersion: 'l5d.io/v1alpha1', kind: 'DTabList', metadata, items } };
  }

  get(namespace: string, name: string): FakeReply {
    const object = this.#objects.get(`${namespace}/${name}`);
    return object === undefined ? notFound(name) : { status: 200, body: object };
  }

  post(namespace: string, object: FakeObject): FakeReply {
    const { name } = object.metadata;
    if (this.#objects.has(`${namespace}/${name}`))
      return status(409, 'AlreadyExists', `dtabs.l5d.io "${name}" already exists`, name);
    return {
      status: 201,
      body: this.#put('ADDED', namespace, { ...object, metadata: { ...object.metadata, uid: `uid-${++this.#uids}` } }),
    };
  }

  put(namespace: string, name: string, object: FakeObject): FakeReply {
    const held = this.#objects.get(`${namespace}/${name}`);
    if (held === undefined) return notFound(name);
    if (held.metadata.resourceVersion !== object.metadata.resourceVersion) return conflict(name);
    if (JSON.stringify(held) === JSON.stringify(object)) return { status: 200, body: held };
    return { status: 200, body: this.#put('MODIFIED', namespace, object) };
  }

  delete(namespace: string, name: string, preconditions: Record<string, unknown> = {}): FakeReply {
    const held = this.#objects.get(`${namespace}/${name}`);
    if (held === undefined) return notFound(name);
    for (const [key, value] of Object.entries(preconditions)) if (held.metadata[key] !== value) return conflict(name);
    if (Array.isArray(held.metadata['finalizers']) && held.metadata['finalizers'].length > 0) {
      const metadata = { ...held.metadata, deletionTimestamp: '2020-01-01T00:00:00Z' };
      return { status: 200, body: this.#put('MODIFIED', namespace, { ...held, metadata }) };
    }
    this.#objects.delete(`${namespace}/${name}`);
    this.#tell('DELETED', namespace, { ...held, metadata: { ...held.metadata, resourceVersion: String(++this.version) } });
    return { status: 200, body: { kind: 'Status', status: 'Success', details: { name, uid: held.metadata.uid } } };
  }

  /** Removes an object without a word to anybody: as if it had happened while nobody watched. */
  vanish(namespace: string, name: string): void {
    this.#objects.delete(`${namespace}/${name}`);
    this.version++;
  }

  /** Begins anew with nothing in it, at an older version. Watches that are open learn nothing of it. */
  restore(version: number): void {
    this.#objects.clear();
    this.history.length = 0;
    this.version = version;
  }

  #put(type: 'ADDED' | 'MODIFIED', namespace: string, object: FakeObject): FakeObject {
    const metadata = { ...object.metadata, namespace, resourceVersion: String(++this.version) };
    const stored = { ...object, metadata };
    this.#objects.set(`${namespace}/${metadata.name}`, stored);
    this.#tell(type, namespace, stored);
    return stored;
  }

  #tell(type: FakeChange['type'], namespace: string, object: FakeObject): void {
    const change = { type, namespace, object, version: this.version };
    this.history.push(change);
    this.#onChange(change);
  }
}

/** A `Status` as the API server sends it. */
export function status(code: number, reason: string, message: string, name?: string): FakeReply {
  const details = name === undefined ? {} : { details: { name, group: 'l5d.io', kind: 'dtabs' } };
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, ...details } };
}

function notFound(name: string): FakeReply {
  return status(404, 'NotFound', `dtabs.l5d.io "${name}" not found`, name);
}

function conflict(name: string): FakeReply {
  return status(409, 'Conflict', `Operation cannot be fulfilled on dtabs.l5d.io "${name}": the object has been modified`, name);
}
