import { Dentry, Path } from '@namerd/dtab';
import { type Bound, sameBound } from '../bound.ts';

/** What every node of an explanation says: the name at that point, and the dentry that led there (none at the root). */
export interface DelegateNode {
  readonly path: Path;
  readonly dentry?: Dentry;
}

/**
 * The explanation of a binding, node by node: what a name became, by which dentry, in all branches. The path of a `neg` that a dentry
 * says in so many words (`~`) is empty.
 */
export type DelegateTree<T> =
  | (DelegateNode & { readonly kind: 'delegate'; readonly tree: DelegateTree<T> })
  | (DelegateNode & { readonly kind: 'leaf'; readonly value: T })
  | (DelegateNode & { readonly kind: 'alt'; readonly trees: readonly DelegateTree<T>[] })
  | (DelegateNode & { readonly kind: 'union'; readonly trees: readonly WeightedDelegate<T>[] })
  | (DelegateNode & { readonly kind: 'neg' })
  | (DelegateNode & { readonly kind: 'fail' })
  | (DelegateNode & { readonly kind: 'empty' })
  | (DelegateNode & { readonly kind: 'exception'; readonly error: Error })
  | (DelegateNode & {
      readonly kind: 'transformation';
      readonly name: string;
      readonly before: T;
      readonly tree: DelegateTree<T>;
    });

/** A branch of a union in an explanation. */
export interface WeightedDelegate<T> {
  readonly weight: number;
  readonly tree: DelegateTree<T>;
}

/** Whether two explanations are the same. Bound names are by their id and residual, errors by identity. */
export function delegateTreeEquals(a: DelegateTree<Bound>, b: DelegateTree<Bound>): boolean {
  if (a === b) return true;
  if (!Path.equals(a.path, b.path) || !sameDentry(a.dentry, b.dentry)) return false;
  switch (a.kind) {
    case 'delegate':
      return b.kind === 'delegate' && delegateTreeEquals(a.tree, b.tree);
    case 'leaf':
      return b.kind === 'leaf' && sameBound(a.value, b.value);
    case 'alt':
      return b.kind === 'alt' && sameList(a.trees, b.trees, delegateTreeEquals);
    case 'union':
      return b.kind === 'union' && sameList(a.trees, b.trees, sameBranch);
    case 'exception':
      return b.kind === 'exception' && a.error === b.error;
    case 'transformation':
      return (
        b.kind === 'transformation' && a.name === b.name && sameBound(a.before, b.before) && delegateTreeEquals(a.tree, b.tree)
      );
    case 'neg':
    case 'fail':
    case 'empty':
      return a.kind === b.kind;
    default:
      return a satisfies never;
  }
}

function sameBranch(a: WeightedDelegate<Bound>, b: WeightedDelegate<Bound>): boolean {
  return Object.is(a.weight, b.weight) && delegateTreeEquals(a.tree, b.tree);
}

function sameDentry(a: Dentry | undefined, b: Dentry | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Dentry.equals(a, b));
}

function sameList<T>(a: readonly T[], b: readonly T[], equals: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => equals(x, b[i] ?? x));
}
