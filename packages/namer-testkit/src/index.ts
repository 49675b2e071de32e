export type { NamerBackend, NamerCapabilities } from './backend.ts';
export type { NamerSuiteOptions, TestFn } from './suite.ts';
export { testNamer } from './suite.ts';
export { Watch } from './watch.ts';
