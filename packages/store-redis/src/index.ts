export type { RedisStoreConfig } from './config.ts';
export { redisStoreSchema } from './config.ts';
export { redisStore } from './plugin.ts';
export { RedisStore } from './store.ts';
