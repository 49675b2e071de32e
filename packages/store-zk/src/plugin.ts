import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type ZkStoreConfig, zkStoreSchema } from './config.ts';
import { ZkStore } from './store.ts';

/** Keeps dtabs in ZooKeeper (`io.l5d.zk`), in the layout of namerd 1.7.5. */
export const zkStore: StorePlugin<ZkStoreConfig> = defineStore({
  kind: 'io.l5d.zk',
  schema: zkStoreSchema,
  create: (config, context) => new ZkStore(config, context),
});
