import type { NameTree } from '@namerd/dtab';

/** A leaf of a bound tree. */
export interface WeightedLeaf<T> {
  readonly value: T;
  /** The weight of the union branch that the leaf stands in, the innermost one; `undefined` outside of unions. */
  readonly weight: number | undefined;
}

/**
 * The leaves of a tree from left to right, each with the weight that namerd shows at its address (`namer_nametree_weight`). For the
 * shares of traffic see `distribute` in `@namerd/dtab`.
 */
export function weightedLeaves<T>(tree: NameTree<T>): readonly WeightedLeaf<T>[] {
  const found: WeightedLeaf<T>[] = [];
  const walk = (node: NameTree<T>, weight: number | undefined): void => {
    if (node.kind === 'leaf') found.push({ value: node.value, weight });
    else if (node.kind === 'alt') for (const child of node.trees) walk(child, weight);
    else if (node.kind === 'union') for (const branch of node.trees) walk(branch.tree, branch.weight);
  };
  walk(tree, undefined);
  return found;
}
