import type { NameTree, Weighted } from '../name-tree.ts';
import { deeper } from './depth.ts';

type Equals<T> = (a: T, b: T) => boolean;

/** Whether two trees have the same shape, the same weights and equal leaves, in the same order. */
export function equalTrees<T>(a: NameTree<T>, b: NameTree<T>, leafEquals: Equals<T>, depth: number = 0): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'leaf':
      return b.kind === 'leaf' && leafEquals(a.value, b.value);
    case 'alt':
      return b.kind === 'alt' && equalAlternatives(a.trees, b.trees, leafEquals, deeper(depth));
    case 'union':
      return b.kind === 'union' && equalBranches(a.trees, b.trees, leafEquals, deeper(depth));
    default:
      return a.kind === b.kind;
  }
}

function equalAlternatives<T>(
  a: readonly NameTree<T>[],
  b: readonly NameTree<T>[],
  leafEquals: Equals<T>,
  depth: number,
): boolean {
  return a === b || (a.length === b.length && a.every((tree, i) => equalTrees(tree, b[i] ?? tree, leafEquals, depth)));
}

function equalBranches<T>(a: readonly Weighted<T>[], b: readonly Weighted<T>[], leafEquals: Equals<T>, depth: number): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((branch, i) => {
    const other = b[i] ?? branch;
    return Object.is(branch.weight, other.weight) && equalTrees(branch.tree, other.tree, leafEquals, depth);
  });
}

/** The values of all leaves, from left to right, repeated ones included. */
export function leaves<T>(tree: NameTree<T>): readonly T[] {
  const found: T[] = [];
  collect(tree, found, 0);
  return found;
}

function collect<T>(tree: NameTree<T>, found: T[], depth: number): void {
  if (tree.kind === 'leaf') found.push(tree.value);
  if (tree.kind === 'alt') for (const child of tree.trees) collect(child, found, deeper(depth));
  if (tree.kind === 'union') for (const { tree: child } of tree.trees) collect(child, found, deeper(depth));
}
