export type { SampleNamerConfig } from './config.ts';
export { sampleNamerSchema } from './config.ts';
export type { SampleNamerOptions } from './namer.ts';
export { SampleNamer } from './namer.ts';
export { sampleNamer } from './plugin.ts';
