import type { Activity, Equals } from '@namerd/activity';
import type { Dentry, Path } from '@namerd/dtab';
import type { Bound } from '../bound.ts';
import type { Lookup } from './lookup.ts';

/** Where a part of a binding stands. */
export interface Place {
  /** The name that is being resolved. */
  readonly path: Path;
  /** The dentry that led there. */
  readonly dentry: Dentry | undefined;
}

/** A result and how many nodes it has: counted as it grows, for it may share parts and would take for ever to walk. */
export interface Sized<T> {
  readonly tree: T;
  readonly size: number;
}

/** Equal results, whatever they share. */
export function sizedEquals<T>(equals: Equals<T>): Equals<Sized<T>> {
  return (a, b) => equals(a.tree, b.tree);
}

/** Binds a name one lookup further down. */
export type Deeper<T> = (path: Path, dentry: Dentry | undefined) => Activity<Sized<T>>;

/** A branch of an alternation. Calling it makes the activity; observing that does the work. */
export type Branch<T> = () => Activity<Sized<T>>;

/** A branch of a union. */
export interface WeightedBranch<T> {
  readonly weight: number;
  readonly branch: Activity<Sized<T>>;
}

/** How the answers of lookups become a result. `lazy` makes bound trees, `all` makes explanations. */
export interface Policy<T> {
  readonly equals: Equals<T>;
  /** The error of a name that is too many lookups away. */
  tooDeep(maxDepth: number): string;
  /** What a name is: asks, and goes deeper for the names in the answer. */
  name(at: Place, lookup: Lookup, deeper: Deeper<T>): Activity<Sized<T>>;
  /** A bound name. */
  bound(bound: Bound, at: Place): T;
  /** An end without a name. */
  end(kind: 'neg' | 'fail' | 'empty', at: Place): T;
  /** Alternatives, any number of them. */
  alt(branches: readonly Branch<T>[], at: Place): Activity<Sized<T>>;
  /** Branches side by side, any number of them. */
  union(branches: readonly WeightedBranch<T>[], at: Place): Activity<Sized<T>>;
}
