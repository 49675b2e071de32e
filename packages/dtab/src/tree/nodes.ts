import type { NameTree, Weighted } from '../name-tree.ts';

/** `~` */
export const neg: NameTree<never> = Object.freeze({ kind: 'neg' });

/** `!` */
export const fail: NameTree<never> = Object.freeze({ kind: 'fail' });

/** `$` */
export const empty: NameTree<never> = Object.freeze({ kind: 'empty' });

/** A single value. */
export function leaf<T>(value: T): NameTree<T> {
  return { kind: 'leaf', value };
}

/** These trees in order of preference, as given: nothing is collapsed. */
export function alt<T>(...trees: readonly NameTree<T>[]): NameTree<T> {
  return { kind: 'alt', trees };
}

/** These branches side by side, as given: nothing is collapsed and no weight is changed. */
export function union<T>(...trees: readonly Weighted<T>[]): NameTree<T> {
  return { kind: 'union', trees };
}
