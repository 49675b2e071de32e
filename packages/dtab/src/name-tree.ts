import type { ParseOptions } from './limits.ts';
import { parseTree } from './parse/parse.ts';
import type { Path } from './path.ts';
import { equalTrees, leaves } from './tree/compare.ts';
import { evaluate } from './tree/evaluate.ts';
import { alt, empty, fail, leaf, neg, union } from './tree/nodes.ts';
import { type ShowOptions, showTree } from './tree/show.ts';
import { map, simplify } from './tree/transform.ts';

/**
 * What a name may be: a value; alternatives in order of preference; a weighted union; `neg`, it does not exist, try the next
 * alternative; `fail`, it does not exist and stop looking; `empty`, it exists and has no members now.
 */
export type NameTree<T> =
  | { readonly kind: 'leaf'; readonly value: T }
  | { readonly kind: 'alt'; readonly trees: readonly NameTree<T>[] }
  | { readonly kind: 'union'; readonly trees: readonly Weighted<T>[] }
  | { readonly kind: 'neg' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'fail' };

/** A branch of a union. Weights are relative to those of their siblings and at least 0. */
export interface Weighted<T> {
  readonly weight: number;
  readonly tree: NameTree<T>;
}

/**
 * Operations on {@link NameTree}. Those that descend into a tree throw `DEPTH_EXCEEDED` beyond `limits.maxTreeDepth` nodes; no parsed
 * text comes near it.
 */
export const NameTree = {
  /** `~`: does not exist. */
  neg: neg as NameTree<never>,

  /** `!`: does not exist, and no alternative is to be tried. */
  fail: fail as NameTree<never>,

  /** `$`: exists without members. */
  empty: empty as NameTree<never>,

  /** A single value. */
  leaf: <T>(value: T): NameTree<T> => leaf(value),

  /** Alternatives, the preferred first. A list of one stays a list. */
  alt: <T>(...trees: readonly NameTree<T>[]): NameTree<T> => alt(...trees),

  /** Weighted branches. A list of one stays a list. */
  union: <T>(...trees: readonly Weighted<T>[]): NameTree<T> => union(...trees),

  /** Reads a tree of paths, such as `/a | 0.5 * /b & /c`. Throws `PARSE`. */
  parse: (text: string, options?: ParseOptions): NameTree<Path> => parseTree(text, options),

  /**
   * The text of a tree. It reads back as an equal tree if every weight is finite and at least 0, and every list has two elements or
   * more; a shorter list is shown as what it means: its one element, or `~`.
   */
  show: (tree: NameTree<Path>, options?: ShowOptions): string => showTree(tree, options),

  /** Applies `f` to every leaf and keeps the shape. */
  map: <T, U>(tree: NameTree<T>, f: (value: T) => U): NameTree<U> => map(tree, f),

  /**
   * An equivalent tree without what cannot matter: `~` among alternatives, what follows a `!`, `~` and `!` in unions, lists of one. It
   * evaluates to the same; simplifying it again changes nothing.
   */
  simplify: <T>(tree: NameTree<T>): NameTree<T> => simplify(tree),

  /**
   * The set of values that a tree comes to when every leaf exists, or `undefined` if it comes to neg or fail. Values with the same `key`
   * count once, the first stays. Default key: the value itself.
   */
  evaluate: <T>(tree: NameTree<T>, key: (value: T) => unknown = (value) => value): readonly T[] | undefined =>
    evaluate(tree, key),

  /** Whether two trees have the same shape, equal weights and equal leaves, in the same order. */
  equals: <T>(a: NameTree<T>, b: NameTree<T>, leafEquals: (x: T, y: T) => boolean): boolean => equalTrees(a, b, leafEquals),

  /** The values of all leaves from left to right, repeated ones included. */
  leaves: <T>(tree: NameTree<T>): readonly T[] => leaves(tree),
} as const;
