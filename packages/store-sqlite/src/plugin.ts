import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type SqliteStoreConfig, sqliteStoreSchema } from './config.ts';
import { SqliteStore } from './store.ts';

/** Keeps dtabs in one file on a local disk (`io.namerd.sqlite`), which several processes of one machine may share. */
export const sqliteStore: StorePlugin<SqliteStoreConfig> = defineStore({
  kind: 'io.namerd.sqlite',
  schema: sqliteStoreSchema,
  create: (config, context) => new SqliteStore(config, context),
});
