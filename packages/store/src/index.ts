export { Namespace } from './namespace.ts';
export type { CallOptions, DeleteOptions, DtabStore, VersionedDtab } from './store.ts';
export { Version } from './version.ts';
