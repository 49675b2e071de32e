import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
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
    this.#file = join(folder, 'volume', 'dtabs.db');
  }

  static async start(): Promise<SqliteBackend> {
    const folder = await mkdtemp(join(tmpdir(), 'namerd-sqlite-'));
    await mkdir(join(folder, 'volume'));
    return new SqliteBackend(folder);
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

  /** The volume is not mounted. */
  async fail(): Promise<void> {
    await rename(join(this.#folder, 'volume'), join(this.#folder, 'away'));
  }

  async recover(): Promise<void> {
    await rename(join(this.#folder, 'away'), join(this.#folder, 'volume'));
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
