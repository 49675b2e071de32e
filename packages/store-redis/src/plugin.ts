import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type RedisStoreConfig, redisStoreSchema } from './config.ts';
import { RedisStore } from './store.ts';

/** Keeps dtabs in Redis (`io.namerd.redis`): one server, Sentinel or Cluster. */
export const redisStore: StorePlugin<RedisStoreConfig> = defineStore({
  kind: 'io.namerd.redis',
  schema: redisStoreSchema,
  create: (config, context) => new RedisStore(config, context),
});
