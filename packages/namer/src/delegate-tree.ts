import type { Dentry, Path } from '@namerd/dtab';

/** What every node of an explanation says: the name at that point, and the dentry that led there (none at the root). */
export interface DelegateNode {
  readonly path: Path;
  readonly dentry?: Dentry;
}

/** The explanation of a binding, node by node: what a name became, by which dentry, in all branches. */
export type DelegateTree<T> =
  | (DelegateNode & { readonly kind: 'delegate'; readonly tree: DelegateTree<T> })
  | (DelegateNode & { readonly kind: 'leaf'; readonly value: T })
  | (DelegateNode & { readonly kind: 'alt'; readonly trees: readonly DelegateTree<T>[] })
  | (DelegateNode & {
      readonly kind: 'union';
      readonly trees: readonly { readonly weight: number; readonly tree: DelegateTree<T> }[];
    })
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
