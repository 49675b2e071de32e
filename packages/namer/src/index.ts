export type { Addr, Bound, Endpoint, Meta, MetaValue } from './addr.ts';
export type { DelegateNode, DelegateTree } from './delegate-tree.ts';
export type { Interpreter } from './interpreter.ts';
export type { Mount, Name, Namer } from './namer.ts';
