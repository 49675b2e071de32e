import type { Label } from './label.ts';
import type { NameTree } from './name-tree.ts';
import type { Path } from './path.ts';

/** What a dentry matches: labels, and `*` for any one label. A literal star label is `\x2a`, so the two cannot be confused. */
export type Prefix = readonly (Label | '*')[];

/** One rewrite rule of a dtab: names that start with `prefix` become `dst` with the rest of the name appended to each leaf. */
export interface Dentry {
  readonly prefix: Prefix;
  readonly dst: NameTree<Path>;
}
