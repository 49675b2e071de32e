export type { ConsulStoreConfig } from './config.ts';
export { consulStore } from './plugin.ts';
