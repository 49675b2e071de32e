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
