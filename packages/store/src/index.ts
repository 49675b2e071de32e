export { StoreError } from './errors.ts';
export { Namespace } from './namespace.ts';
export { readOnly } from './read-only.ts';
export type { CallOptions, DeleteOptions, DtabStore } from './store.ts';
export { VersionedDtab } from './store.ts';
export type { DtabCheck } from './validated.ts';
export { validated } from './validated.ts';
export { Version } from './version.ts';
