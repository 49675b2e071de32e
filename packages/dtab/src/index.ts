export type { Dentry, Prefix } from './dentry.ts';
export type { Dtab } from './dtab.ts';
export { Label } from './label.ts';
export type { NameTree, Weighted } from './name-tree.ts';
export { Path } from './path.ts';
