import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  Dtab,
  type DtabStore,
  failing,
  keyed,
  type Namespace,
  NamingError,
  type PluginContext,
  StoreError,
  stream,
  type Version,
  VersionedDtab,
  variable,
} from '@namerd/plugin';
import type { SqliteStoreConfig } from './config.ts';
import { Database, type Snapshot } from './database.ts';
import { follow } from './follow.ts';
import { pause } from './pause.ts';
import { createReader } from './reader.ts';

type Rows = Snapshot['rows'];

/**
 * All readers share one watch of the file. It looks every `pollMs` whether anything has changed, and at once after a write of this
 * process. SQLite is used synchronously: a write keeps the process for as long as the disk takes to confirm it.
 */
export class SqliteStore implements DtabStore {
  readonly #config: SqliteStoreConfig;
  readonly #context: PluginContext;
  readonly #database: Database;
  readonly #isOpen = variable(true);
  readonly #list: Activity<readonly Namespace[]>;
  readonly #byNamespace: (namespace: Namespace) => Activity<VersionedDtab | undefined>;
  /** Makes the running watch look at once. */
  #look: (() => void) | undefined;

  constructor(config: SqliteStoreConfig, context: PluginContext) {
    this.#config = config;
    this.#context = context;
    this.#database = new Database(config.path);
    const watch = this.#watch();
    const closed = failing(closedError());
    const rows = this.#isOpen.flatMap((isOpen) => (isOpen ? watch : closed), sameRows);
    this.#list = rows.map((found) => [...found.keys()], sameNames);
    this.#byNamespace = keyed(
      (namespace) => {
        const read = createReader();
        return rows.map((found) => read(found.get(namespace)), VersionedDtab.equals);
      },
      { lingerMs: 0 },
    );
  }

  list(): Activity<readonly Namespace[]> {
    return this.#list;
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#byNamespace(namespace);
  }

  create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#set(namespace, dtab, options, (current) => {
      if (current !== undefined) throw StoreError.exists(namespace);
    });
  }

  update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    return this.#set(namespace, dtab, options, (current) => expect(namespace, current, expected));
  }

  put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#set(namespace, dtab, options, () => {});
  }

  async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
    const check = (current: Version | undefined): void => expect(namespace, current, options?.expected);
    await this.#locked(options?.signal, () => this.#database.write(namespace, undefined, check));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen.value = false;
    this.#database.close();
  }

  #watch(): Activity<Rows> {
    const { clock } = this.#context;
    const { path, pollMs } = this.#config;
    const onReady = (look: (() => void) | undefined): void => {
      this.#look = look;
    };
    return stream<Rows, Snapshot>({
      context: this.#context,
      name: `sqlite ${path}`,
      equals: sameRows,
      backoff: { maxMs: 1_000 },
      list: async () => {
        const snapshot = this.#database.snapshot();
        return { value: snapshot.rows, cursor: snapshot };
      },
      follow: (from, follower, signal) => follow(this.#database, from, follower, { clock, pollMs, signal, onReady }),
    });
  }

  async #set(
    namespace: Namespace,
    dtab: Dtab,
    options: CallOptions | undefined,
    check: (current: Version | undefined) => void,
  ): Promise<Version> {
    const version = await this.#locked(options?.signal, () => this.#database.write(namespace, Dtab.show(dtab), check));
    if (version === undefined) throw new NamingError('INTERNAL', `${namespace} was written, and is not there`);
    return version;
  }

  /** The outcome of a write, tried again while another process holds the lock. */
  async #locked<T>(signal: AbortSignal | undefined, write: () => T): Promise<T> {
    const { clock, random = Math.random } = this.#context;
    const giveUpMs = clock.now() + this.#config.busyTimeoutMs;
    for (;;) {
      NamingError.throwIfAborted(signal);
      try {
        const result = write();
        this.#look?.();
        return result;
      } catch (error) {
        if (!NamingError.is(error, 'TIMEOUT') || clock.now() >= giveUpMs) throw error;
      }
      await pause(clock, 5 + 20 * random(), signal);
    }
  }
}

function expect(namespace: Namespace, current: Version | undefined, expected: Version | undefined): void {
  if (current === undefined) throw StoreError.notFound(namespace);
  if (expected !== undefined && expected !== current) throw StoreError.mismatch(namespace);
}

function sameRows(a: Rows, b: Rows): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [namespace, { version }] of a) if (b.get(namespace)?.version !== version) return false;
  return true;
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function closedError(): NamingError {
  return new NamingError('CLOSED', 'the store is closed');
}
