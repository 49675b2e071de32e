import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteStore } from '@namerd/store-sqlite';
import { openStore, payload, type StoreBench } from './backend.ts';

let folder = '';

/** SQLite, against an UPDATE of the row that has the version, with the same durability. */
export const sqliteBench: StoreBench = {
  name: 'sqlite',
  plugin: { package: '@namerd/store-sqlite', name: 'sqliteStore', config: () => ({ path: join(folder, 'dtabs.db') }) },
  async start() {
    folder = await mkdtemp(join(tmpdir(), 'namerd-bench-'));
    const nothing = async (): Promise<void> => undefined;
    return {
      name: 'sqlite',
      host: '',
      port: 0,
      pause() {},
      resume() {},
      kill: nothing,
      restart: nothing,
      restartEmpty: nothing,
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  },
  open: () => openStore(sqliteStore, { path: join(folder, 'dtabs.db') }),
  async bare() {
    const database = new DatabaseSync(join(folder, 'bare.db'));
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, version INTEGER, text TEXT)',
    );
    database.exec("INSERT INTO t VALUES (1, 0, '')");
    const update = database.prepare('UPDATE t SET version = version + 1, text = ? WHERE id = 1 AND version = ?');
    let version = 0;
    return {
      async write() {
        if (update.run(payload, version++).changes !== 1) throw new Error('not written');
      },
      async [Symbol.asyncDispose]() {
        database.close();
      },
    };
  },
};
