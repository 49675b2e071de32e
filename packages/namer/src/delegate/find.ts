import { Dentry, type Path } from '@namerd/dtab';
import type { DelegateTree } from './delegate-tree.ts';

/** One step on the way to a leaf. */
export interface DelegateStep {
  readonly path: Path;
  /** The dentry that led there, as text, or the name of the transformer that did. Empty at the root. */
  readonly by: string;
}

/** The way from the root to the first leaf that `isWanted`, in the order of the branches; `undefined` if there is none. */
export function findInDelegation<T>(tree: DelegateTree<T>, isWanted: (value: T) => boolean): readonly DelegateStep[] | undefined {
  const here: DelegateStep = { path: tree.path, by: tree.dentry === undefined ? '' : Dentry.show(tree.dentry) };
  switch (tree.kind) {
    case 'leaf':
      return isWanted(tree.value) ? [here] : undefined;
    case 'delegate': {
      const below = findInDelegation(tree.tree, isWanted);
      return below && [here, ...below];
    }
    case 'alt':
      return firstBelow(here, tree.trees, isWanted);
    case 'union':
      return firstBelow(
        here,
        tree.trees.map((branch) => branch.tree),
        isWanted,
      );
    case 'transformation': {
      const [next, ...others] = findInDelegation(tree.tree, isWanted) ?? [];
      // The dentry stands below the transformation but led to what was there before it.
      return next && [{ path: tree.path, by: next.by }, { path: next.path, by: tree.name }, ...others];
    }
    default:
      return undefined;
  }
}

function firstBelow<T>(
  here: DelegateStep,
  branches: readonly DelegateTree<T>[],
  isWanted: (value: T) => boolean,
): readonly DelegateStep[] | undefined {
  for (const branch of branches) {
    const below = findInDelegation(branch, isWanted);
    if (below !== undefined) return [here, ...below];
  }
  return undefined;
}
