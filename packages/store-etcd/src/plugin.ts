import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type EtcdStoreConfig, etcdStoreSchema } from './config.ts';
import { EtcdStore } from './store.ts';

/** Keeps dtabs in etcd (`io.l5d.etcd`). Experimental, as in namerd 1.7.5. */
export const etcdStore: StorePlugin<EtcdStoreConfig> = defineStore({
  kind: 'io.l5d.etcd',
  experimental: true,
  schema: etcdStoreSchema,
  create(config, context) {
    if (config.api === 'v3') {
      context.logger.info(
        'etcd: using the v3 API; for dtabs that namerd 1.x wrote set api: v2, or move them (docs/migrating.md)',
      );
    }
    return new EtcdStore(config, context);
  },
});
