export { Namespace } from './namespace.ts';
export type { CallOptions, DeleteOptions, DtabStore } from './store.ts';
export { VersionedDtab } from './store.ts';
export { Version } from './version.ts';
