export type { K8sAuthConfig, K8sStoreConfig } from './config.ts';
export { k8sStoreSchema } from './config.ts';
export { k8sStore } from './plugin.ts';
export { K8sStore } from './store.ts';
