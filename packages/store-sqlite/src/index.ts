export type { SqliteStoreConfig } from './config.ts';
export { sqliteStore } from './plugin.ts';
