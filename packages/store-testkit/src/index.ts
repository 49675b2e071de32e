export type { StoreBackend, StoreCapabilities } from './backend.ts';
export type { StoreSuiteOptions, TestFn } from './suite.ts';
export { testDtabStore } from './suite.ts';
