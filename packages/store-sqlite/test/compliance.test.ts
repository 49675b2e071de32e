import { mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPluginContext, createWatchRegistry, type DtabStore, type Namespace } from '@namerd/plugin';
import { sqliteStore } from '@namerd/store-sqlite';
import { type StoreBackend, testDtabStore } from '@namerd/store-testkit';
import test from 'ava';

class SqliteBackend implements StoreBackend {
  readonly #folder: string;
  readonly #file: string;
  readonly #watches = createWatchRegistry();

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'dtabs.db');
  }

  static async start(): Promise<SqliteBackend> {
    return new SqliteBackend(await mkdtemp(join(tmpdir(), 'namerd-sqlite-')));
  }

  async open(): Promise<DtabStore> {
    const context = createPluginContext({ watches: this.#watches });
    return sqliteStore.create({ path: this.#file, pollMs: 20, busyTimeoutMs: 2_000 }, context);
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    const database = new DatabaseSync(this.#file, { timeout: 1_000 });
    database.prepare('UPDATE dtabs SET dtab = CAST(? AS TEXT) WHERE namespace = ?').run(bytes, namespace);
    database.close();
  }

  /** A folder in the place of the file. */
  async fail(): Promise<void> {
    await rename(this.#file, `${this.#file}.away`);
    await mkdir(this.#file);
  }

  async recover(): Promise<void> {
    await rmdir(this.#file);
    await rename(`${this.#file}.away`, this.#file);
  }

  openWatches(): number {
    return this.#watches.list().length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

testDtabStore({
  test,
  name: 'sqlite',
  backend: () => SqliteBackend.start(),
  capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
});
