import type { Bound, DelegateTree } from '@namerd/namer';
import type { BoundSnapshot } from '@namerd/wire';
import { type Addresses, snapshot } from './addresses.ts';

/** All bound names in an explanation. */
export function boundsIn(tree: DelegateTree<Bound>): readonly Bound[] {
  switch (tree.kind) {
    case 'leaf':
      return [tree.value];
    case 'delegate':
      return boundsIn(tree.tree);
    case 'transformation':
      return [tree.before, ...boundsIn(tree.tree)];
    case 'alt':
      return tree.trees.flatMap(boundsIn);
    case 'union':
      return tree.trees.flatMap((branch) => boundsIn(branch.tree));
    default:
      return [];
  }
}

/** The explanation with its bound names as they stand now. */
export function snapshotTree(tree: DelegateTree<Bound>, addresses: Addresses): DelegateTree<BoundSnapshot> {
  switch (tree.kind) {
    case 'leaf':
      return { ...tree, value: snapshot(tree.value, addresses) };
    case 'delegate':
      return { ...tree, tree: snapshotTree(tree.tree, addresses) };
    case 'transformation':
      return { ...tree, before: snapshot(tree.before, addresses), tree: snapshotTree(tree.tree, addresses) };
    case 'alt':
      return { ...tree, trees: tree.trees.map((branch) => snapshotTree(branch, addresses)) };
    case 'union':
      return {
        ...tree,
        trees: tree.trees.map(({ weight, tree: inner }) => ({ weight: weight, tree: snapshotTree(inner, addresses) })),
      };
    default:
      return tree;
  }
}
