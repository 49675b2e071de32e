import { type Activity, constant, failing } from '@namerd/activity';
import type { Dtab, NameTree, Path } from '@namerd/dtab';
import type { Name } from '../namer.ts';
import { Binding } from './binding.ts';
import { recovered } from './combine.ts';
import { type BindLimits, limitOf } from './limits.ts';
import { createLookup } from './lookup.ts';
import type { Policy } from './policy.ts';

/** What a tree of names is resolved with. */
export interface Resolution {
  readonly dtab: Dtab | Activity<Dtab>;
  readonly namers: (path: Path) => Activity<NameTree<Name>>;
  readonly limits: BindLimits;
}

/** The result for a tree of names, following the dtab and the namers. An edit of the dtab costs the lookups, and the steps that it changes. */
export function follow<T>(policy: Policy<T>, tree: NameTree<Path>, { dtab, namers, limits }: Resolution): Activity<T> {
  const through = (table: Activity<Dtab>): Activity<T> => new Binding(policy, createLookup(table, namers), limits).bind(tree);
  if ('dentries' in dtab) return through(constant(dtab));
  // While an edit is taken in, the lookups before it are held until those after it are known. Only if these are too many by themselves
  // is there too much to look up.
  const anew = dtab.flatMap((table) => through(constant(table)), policy.equals);
  return recovered(through(dtab), (error) => (limitOf(error) === 'maxLookups' ? anew : failing(error)), policy.equals);
}
