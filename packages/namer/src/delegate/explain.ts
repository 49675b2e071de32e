import { type Activity, constant, failing } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { recovered } from '../bind/combine.ts';
import { follow, type Resolution } from '../bind/follow.ts';
import { isTooDeep } from '../bind/limits.ts';
import type { Bound } from '../bound.ts';
import { all, exceptionAt } from './all.ts';
import { type DelegateTree, delegateTreeEquals } from './delegate-tree.ts';
import { simplifyDelegation } from './simplify.ts';

/** The explanation of a tree of names; of a name, if it is a leaf. A loop that no alternation contains is all there is to explain. */
export function explain(tree: NameTree<Path>, resolution: Resolution): Activity<DelegateTree<Bound>> {
  const at = { path: tree.kind === 'leaf' ? tree.value : Path.empty, dentry: undefined };
  const explanation = recovered(follow(all(resolution.limits), tree, resolution), (error) =>
    isTooDeep(error) ? constant(exceptionAt(at, error)) : failing(error),
  );
  return explanation.map(simplifyDelegation, delegateTreeEquals);
}
