export type { ZkStoreConfig } from './config.ts';
export { zkStore } from './plugin.ts';
