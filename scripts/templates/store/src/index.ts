export type { SampleStoreConfig } from './config.ts';
export { sampleStoreSchema } from './config.ts';
export { sampleStore } from './plugin.ts';
export type { SampleStoreOptions } from './store.ts';
export { SampleStore } from './store.ts';
