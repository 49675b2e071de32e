import { Label } from './label.ts';
import type { ParseOptions } from './limits.ts';
import type { NameTree } from './name-tree.ts';
import { parseDentry, parsePrefix } from './parse/parse.ts';
import { Path } from './path.ts';
import { equalTrees } from './tree/compare.ts';
import { neg } from './tree/nodes.ts';
import { type ShowOptions, showTree } from './tree/show.ts';

/** What a dentry matches: labels, and `*` for any one label. A literal star label is `\x2a`, so the two cannot be confused. */
export type Prefix = readonly (Label | '*')[];

/** Operations on {@link Prefix}. */
export const Prefix = {
  /** Reads a prefix such as `/svc/*`. Throws `PARSE`. */
  parse: (text: string, options?: ParseOptions): Prefix => parsePrefix(text, options),

  /** The canonical text: equal prefixes have equal texts. */
  show: (prefix: Prefix): string => `/${prefix.join('/')}`,

  /** Whether the path begins with labels that the prefix matches. The prefix `/` matches every path. */
  matches: (prefix: Prefix, path: Path): boolean => {
    if (prefix.length > path.labels.length) return false;
    for (let i = 0; i < prefix.length; i++) if (prefix[i] !== '*' && prefix[i] !== path.labels[i]) return false;
    return true;
  },

  /** Whether both have the same elements. A `*` equals only a `*`. */
  equals: (a: Prefix, b: Prefix): boolean => a === b || (a.length === b.length && a.every((element, i) => element === b[i])),
} as const;

/** One rewrite rule of a dtab: names that start with `prefix` become `dst` with the rest of the name appended to each leaf. */
export interface Dentry {
  readonly prefix: Prefix;
  readonly dst: NameTree<Path>;
}

/** Operations on {@link Dentry}. */
export const Dentry = {
  /** Matches nothing that occurs: stands for "no dentry" where one must be named. Shown as `/\x2f=>~`. */
  nop: Object.freeze({ prefix: Object.freeze([Label.of('/')]), dst: neg }) as Dentry,

  /** Reads a dentry such as `/svc => /host`. Throws `PARSE`. */
  parse: (text: string, options?: ParseOptions): Dentry => parseDentry(text, options),

  /** The canonical text, `/svc=>/host`. */
  show: (dentry: Dentry, options?: ShowOptions): string => `${Prefix.show(dentry.prefix)}=>${showTree(dentry.dst, options)}`,

  /** Whether both have the same prefix and equal destinations. */
  equals: (a: Dentry, b: Dentry): boolean =>
    a === b || (Prefix.equals(a.prefix, b.prefix) && equalTrees(a.dst, b.dst, Path.equals)),
} as const;
