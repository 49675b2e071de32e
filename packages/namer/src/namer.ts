import type { Activity } from '@namerd/activity';
import type { NameTree, Path } from '@namerd/dtab';
import type { Bound } from './bound.ts';

/** An answer of a namer: another path, to be looked up again, or a bound name. */
export type Name = { readonly kind: 'path'; readonly path: Path } | { readonly kind: 'bound'; readonly bound: Bound };

/**
 * Resolves the names below its prefix. One method is enough; caching, last good values and sharing come from what it is built with
 * (`keyed` and the watch engine of `@namerd/activity`) and from the guard around it.
 *
 * | situation | answer |
 * |---|---|
 * | path too short, or not this namer's shape | `ok(neg)` |
 * | backend says: no such service | `ok(neg)` |
 * | service exists, no instances now | `ok(leaf)` with `ok({bound, endpoints: []})` |
 * | no answer yet | `pending` |
 * | first attempt failed | `failed(NamingError)`, and it goes on trying |
 * | had an answer, now failing | the last `ok`, marked stale |
 * | backend answered nonsense | `failed(PROTOCOL)` if nothing good yet, else the last good one, stale |
 */
export interface Namer extends AsyncDisposable {
  /** Never throws and starts no work: work starts when the result is observed. `path` is without the namer's prefix. */
  lookup(path: Path): Activity<NameTree<Name>>;
  /** The ids that this namer could bind now, with prefix, if it can enumerate them. */
  names?(): Activity<readonly Path[]>;
}

/** A namer and the prefix whose names it answers. */
export interface Mount {
  readonly prefix: Path;
  readonly namer: Namer;
}
