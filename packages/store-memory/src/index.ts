export type { MemoryStoreConfig } from './config.ts';
export { memoryStore } from './plugin.ts';
