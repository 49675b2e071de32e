import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type ConsulStoreConfig, consulStoreSchema } from './config.ts';
import { ConsulStore } from './store.ts';

/** Keeps dtabs in Consul's KV (`io.l5d.consul`), in the layout of namerd 1.7.5. */
export const consulStore: StorePlugin<ConsulStoreConfig> = defineStore({
  kind: 'io.l5d.consul',
  schema: consulStoreSchema,
  create: (config, context) => new ConsulStore(config, context),
});
