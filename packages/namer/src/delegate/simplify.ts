import { Path } from '@namerd/dtab';
import type { DelegateNode, DelegateTree } from './delegate-tree.ts';

/**
 * An explanation without steps that say nothing: a `delegate` to the same path gives way to what it leads to (unless that is `neg`,
 * `fail` or `empty`), an alternative of alternatives for the same path joins them, an alternation or union of one is a `delegate`, of
 * none is `neg`. Transformations, and what is below them, stay as they are. Nothing is left out.
 */
export function simplifyDelegation<T>(tree: DelegateTree<T>): DelegateTree<T> {
  switch (tree.kind) {
    case 'delegate':
      return delegated(tree, simplifyDelegation(tree.tree));
    case 'alt': {
      const trees = tree.trees.map(simplifyDelegation).flatMap((child) => (isSplicedInto(tree, child) ? child.trees : [child]));
      return ofBranches(tree, trees) ?? { ...tree, trees };
    }
    case 'union': {
      const trees = tree.trees.map(({ weight, tree: child }) => ({ weight, tree: simplifyDelegation(child) }));
      const shorter = ofBranches(
        tree,
        trees.map((branch) => branch.tree),
      );
      return shorter ?? { ...tree, trees };
    }
    default:
      return tree;
  }
}

/** A step to what the child says, or the child in its place. */
function delegated<T>(step: DelegateNode, child: DelegateTree<T>): DelegateTree<T> {
  const isEnd = child.kind === 'neg' || child.kind === 'fail' || child.kind === 'empty';
  if (isEnd || !Path.equals(step.path, child.path)) return { ...at(step), kind: 'delegate', tree: child };
  const { dentry: _, ...rest } = child;
  return { ...rest, ...at(step) };
}

/** What stands for fewer than two branches. */
function ofBranches<T>(node: DelegateNode, branches: readonly DelegateTree<T>[]): DelegateTree<T> | undefined {
  const [first] = branches;
  if (first === undefined) return { ...at(node), kind: 'neg' };
  return branches.length === 1 ? delegated(node, first) : undefined;
}

function isSplicedInto<T>(parent: DelegateNode, child: DelegateTree<T>): child is DelegateTree<T> & { kind: 'alt' } {
  return child.kind === 'alt' && Path.equals(parent.path, child.path);
}

function at({ path, dentry }: DelegateNode): DelegateNode {
  return dentry === undefined ? { path } : { path, dentry };
}
