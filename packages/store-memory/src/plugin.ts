import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type MemoryStoreConfig, memoryStoreSchema } from './config.ts';
import { MemoryStore } from './store.ts';

/** Keeps dtabs in this process (`io.l5d.inMemory`): nothing is persisted, nothing is shared with other processes. */
export const memoryStore: StorePlugin<MemoryStoreConfig> = defineStore({
  kind: 'io.l5d.inMemory',
  schema: memoryStoreSchema,
  create: (config) => new MemoryStore(config.namespaces),
});
