export type { EtcdStoreConfig } from './config.ts';
export { etcdStore } from './plugin.ts';
