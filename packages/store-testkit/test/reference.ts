import { type Activity, keyed, type Sink, source } from '@namerd/activity';
import { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import {
  type CallOptions,
  type DeleteOptions,
  type DtabStore,
  type Namespace,
  StoreError,
  Version,
  VersionedDtab,
} from '@namerd/store';
import type { StoreBackend } from '@namerd/store-testkit';

/** A backend in memory that can fail, be written past its stores and count its watches. */
export class Disk implements StoreBackend {
  readonly files = new Map<Namespace, { readonly bytes: Uint8Array; readonly version: number }>();
  readonly watches = new Set<() => void>();
  counter = 0;
  outage: { readonly sinceMs: number; readonly cause: NamingError } | undefined;
  readonly #make: (disk: Disk) => DtabStore;

  constructor(make: (disk: Disk) => DtabStore = (disk) => new ReferenceStore(disk)) {
    this.#make = make;
  }

  async open(): Promise<DtabStore> {
    return this.#make(this);
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    this.files.set(namespace, { bytes, version: ++this.counter });
    this.tell();
  }

  async fail(): Promise<void> {
    this.outage = { sinceMs: 1, cause: new NamingError('UNAVAILABLE', 'the disk is away') };
    this.tell();
  }

  async recover(): Promise<void> {
    this.outage = undefined;
    this.tell();
  }

  openWatches(): number {
    return this.watches.size;
  }

  tell(): void {
    for (const watch of this.watches) watch();
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A store that does everything right, in pieces that mutants replace. */
export class ReferenceStore implements DtabStore {
  protected readonly disk: Disk;
  readonly #byNamespace = keyed((namespace: Namespace) => this.watchNamespace(namespace), { lingerMs: 0 });
  readonly #list = keyed(() => this.watchList(), { lingerMs: 0 });
  readonly #closed = new AbortController();

  constructor(disk: Disk) {
    this.disk = disk;
  }

  list(): Activity<readonly Namespace[]> {
    return this.#list('all');
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#byNamespace(namespace);
  }

  async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    this.begin(options);
    if (this.disk.files.has(namespace)) throw StoreError.exists(namespace);
    return this.write(namespace, dtab);
  }

  async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    this.begin(options);
    this.expect(namespace, expected);
    return this.write(namespace, dtab);
  }

  async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    this.begin(options);
    return this.write(namespace, dtab);
  }

  async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
    this.begin(options);
    this.expect(namespace, options?.expected);
    this.disk.files.delete(namespace);
    this.disk.tell();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
  }

  protected begin(options: CallOptions | undefined): void {
    NamingError.throwIfAborted(options?.signal);
    if (this.disk.outage !== undefined) throw this.disk.outage.cause;
  }

  protected expect(namespace: Namespace, expected: Version | undefined): void {
    const file = this.disk.files.get(namespace);
    if (file === undefined) throw StoreError.notFound(namespace);
    if (expected !== undefined && expected !== toVersion(file.version)) throw StoreError.mismatch(namespace);
  }

  protected write(namespace: Namespace, dtab: Dtab): Version {
    const version = this.nextVersion(namespace);
    this.disk.files.set(namespace, { bytes: this.encode(dtab), version });
    this.disk.tell();
    return toVersion(version);
  }

  protected nextVersion(_namespace: Namespace): number {
    return ++this.disk.counter;
  }

  protected encode(dtab: Dtab): Uint8Array {
    return new TextEncoder().encode(Dtab.show(dtab));
  }

  protected decode(bytes: Uint8Array): Dtab {
    return Dtab.parse(new TextDecoder().decode(bytes));
  }

  protected read(namespace: Namespace): VersionedDtab | undefined {
    const file = this.disk.files.get(namespace);
    return file && { dtab: this.decode(file.bytes), version: toVersion(file.version) };
  }

  protected readList(): readonly Namespace[] {
    return [...this.disk.files.keys()].sort();
  }

  protected watchNamespace(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.watching(() => this.read(namespace), VersionedDtab.equals);
  }

  protected watchList(): Activity<readonly Namespace[]> {
    return this.watching(
      () => this.readList(),
      (a, b) => a.join() === b.join(),
    );
  }

  protected watching<T>(read: () => T, equals: (a: T, b: T) => boolean): Activity<T> {
    return source<T>(
      (sink, signal) => {
        const look = (): void => this.look(read, sink);
        const stop = (): void => this.unwatch(look);
        this.disk.watches.add(look);
        signal.addEventListener('abort', stop, { once: true });
        this.#closed.signal.addEventListener('abort', stop, { once: true });
        look();
      },
      { equals },
    );
  }

  protected unwatch(look: () => void): void {
    this.disk.watches.delete(look);
  }

  protected look<T>(read: () => T, sink: Sink<T>): void {
    if (this.disk.outage !== undefined) {
      sink.stale(this.disk.outage);
      return;
    }
    try {
      sink.ok(read());
    } catch (error) {
      sink.failed(NamingError.from(error));
    }
  }
}

function toVersion(counter: number): Version {
  return Version.ofText(String(counter));
}
