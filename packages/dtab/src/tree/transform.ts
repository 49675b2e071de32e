import type { NameTree, Weighted } from '../name-tree.ts';
import { deeper } from './depth.ts';
import { neg } from './nodes.ts';

/** Applies `f` to every leaf, from left to right, and keeps the shape. */
export function map<T, U>(tree: NameTree<T>, f: (value: T) => U, depth: number = 0): NameTree<U> {
  switch (tree.kind) {
    case 'leaf':
      return { kind: 'leaf', value: f(tree.value) };
    case 'alt':
      return { kind: 'alt', trees: tree.trees.map((child) => map(child, f, deeper(depth))) };
    case 'union':
      return {
        kind: 'union',
        trees: tree.trees.map(({ weight, tree: child }) => ({ weight, tree: map(child, f, deeper(depth)) })),
      };
    default:
      return tree;
  }
}

/**
 * Drops what cannot matter: `~` among alternatives and whatever follows a `!`; `~` and `!` in unions; lists of one or none. Nothing is
 * flattened, deduplicated or re-weighted.
 */
export function simplify<T>(tree: NameTree<T>, depth: number = 0): NameTree<T> {
  switch (tree.kind) {
    case 'alt':
      return simplifyAlt(tree.trees, depth);
    case 'union':
      return simplifyUnion(tree.trees, depth);
    default:
      return tree;
  }
}

function simplifyAlt<T>(trees: readonly NameTree<T>[], depth: number): NameTree<T> {
  const kept: NameTree<T>[] = [];
  for (const child of trees) {
    const simple = simplify(child, deeper(depth));
    if (simple.kind !== 'neg') kept.push(simple);
    if (simple.kind === 'fail') break;
  }
  const [only] = kept;
  if (only === undefined) return neg;
  return kept.length === 1 ? only : { kind: 'alt', trees: kept };
}

function simplifyUnion<T>(trees: readonly Weighted<T>[], depth: number): NameTree<T> {
  const [first] = trees;
  if (trees.length === 1 && first !== undefined) return simplify(first.tree, deeper(depth));
  const kept: Weighted<T>[] = [];
  for (const { weight, tree } of trees) {
    const simple = simplify(tree, deeper(depth));
    if (simple.kind !== 'neg' && simple.kind !== 'fail') kept.push({ weight, tree: simple });
  }
  const [only] = kept;
  if (only === undefined) return neg;
  return kept.length === 1 ? only.tree : { kind: 'union', trees: kept };
}
