export type { FsConfig } from './config.ts';
export type { FsNamerOptions } from './namer.ts';
export { FsNamer } from './namer.ts';
export { fsNamer } from './plugin.ts';
