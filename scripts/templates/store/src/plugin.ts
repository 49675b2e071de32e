import { defineStore, type StorePlugin } from '@namerd/plugin';
import { type SampleStoreConfig, sampleStoreSchema } from './config.ts';
import { SampleStore } from './store.ts';

/** Keeps dtabs in a Sample service (`io.namerd.sample`). */
export const sampleStore: StorePlugin<SampleStoreConfig> = defineStore({
  kind: 'io.namerd.sample',
  schema: sampleStoreSchema,
  create: (config, context) => new SampleStore({ config, context }),
});
