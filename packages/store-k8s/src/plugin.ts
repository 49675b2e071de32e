import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type K8sStoreConfig, k8sStoreSchema } from './config.ts';
import { K8sStore } from './store.ts';

/** Keeps dtabs in Kubernetes (`io.l5d.k8s`), as the custom resources of namerd 1.7.5. */
export const k8sStore: StorePlugin<K8sStoreConfig> = defineStore({
  kind: 'io.l5d.k8s',
  schema: k8sStoreSchema,
  create: (config, context) => new K8sStore(config, context),
});
