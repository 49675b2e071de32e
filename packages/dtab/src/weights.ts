import type { NameTree, Weighted } from './name-tree.ts';
import { deeper } from './tree/depth.ts';

/**
 * The shares of traffic that weights stand for; they add up to 1. Without a positive weight all are equally likely, and beside an
 * infinite one the finite ones get nothing. What is not positive counts as 0. Weights are always divided by their sum; Finagle leaves
 * those alone that add up to nearly 1.
 */
export function probabilities(weights: readonly number[]): readonly number[] {
  const scale = weights.reduce((most, weight) => Math.max(most, weight > 0 ? weight : 0), 0);
  if (scale === 0) return weights.map(() => 1 / weights.length);
  const positive = weights.map((weight) => (weight > 0 ? weight : 0));
  const parts = scale === Number.POSITIVE_INFINITY ? positive.map((weight) => (weight === scale ? 1 : 0)) : positive;
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum !== Number.POSITIVE_INFINITY) return parts.map((part) => part / sum);
  return probabilities(parts.map((part) => part / scale));
}

/** Where traffic goes. The shares and what is lost add up to 1. */
export interface Distribution<T> {
  /** Every value that a draw could come to, with its share; equal values are added up. A share may be 0. */
  readonly shares: readonly { readonly value: T; readonly share: number }[];
  /** The share that meets `~`, `!` or `$` and fails. */
  readonly lost: number;
}

/** Options of {@link distribute}. */
export interface DistributeOptions<T> {
  /** Values with the same key are one destination. Default: the value itself. */
  readonly key?: (value: T) => unknown;
  /**
   * What becomes of `~`, `!` and `$` in a union. `dropWeightless`, the default: those without weight get no traffic even if nothing has
   * weight, as in Finagle since 2021. `keep`: they share like others, as in Linkerd 1.7.5. `drop`: they get no traffic at all, as in
   * Finagle with `retainUnreachableUnionBranches=false`.
   */
  readonly unreachable?: 'dropWeightless' | 'keep' | 'drop';
}

/**
 * How traffic spreads over a bound tree: each union draws by weight, nested ones again. Throws a `TypeError` for an alternation of two or
 * more, which binding has resolved by then.
 */
export function distribute<T>(tree: NameTree<T>, options: DistributeOptions<T> = {}): Distribution<T> {
  const { key = (value: T): unknown => value, unreachable = 'dropWeightless' } = options;
  const shares = new Map<unknown, { value: T; share: number }>();
  let lost = 0;

  const isDrawn = ({ weight, tree: { kind } }: Weighted<T>): boolean => {
    const isReachable = kind !== 'neg' && kind !== 'fail' && kind !== 'empty';
    return isReachable || unreachable === 'keep' || (unreachable === 'dropWeightless' && weight > 0);
  };

  const spread = (node: NameTree<T>, share: number, depth: number): void => {
    if (node.kind === 'leaf') {
      const id = key(node.value);
      const before = shares.get(id);
      if (before === undefined) shares.set(id, { value: node.value, share });
      else before.share += share;
    } else if (node.kind === 'alt' && node.trees.length > 0) {
      const [only, second] = node.trees;
      if (only === undefined || second !== undefined) throw new TypeError('an alternation has no distribution: bind it first');
      spread(only, share, deeper(depth));
    } else if (node.kind === 'union') {
      const drawn = node.trees.filter(isDrawn);
      if (drawn.length === 0) lost += share;
      const parts = probabilities(drawn.map(({ weight }) => weight));
      for (const [i, branch] of drawn.entries()) spread(branch.tree, share * (parts[i] ?? 0), deeper(depth));
    } else {
      lost += share;
    }
  };

  spread(tree, 1, 0);
  return { shares: [...shares.values()], lost };
}
