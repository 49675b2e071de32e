export type { TestFn } from '@namerd/testkit';
export { Watch } from '@namerd/testkit';
export type { NamerBackend, NamerCapabilities } from './backend.ts';
export type { NamerSuiteOptions } from './suite.ts';
export { testNamer } from './suite.ts';
