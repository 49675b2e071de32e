import { type Activity, State } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { Binding } from '../bind/binding.ts';
import { recovered } from '../bind/combine.ts';
import { type BindLimits, limitOf } from '../bind/limits.ts';
import type { Lookup } from '../bind/lookup.ts';
import type { Bound } from '../bound.ts';
import { all, exceptionAt } from './all.ts';
import { type DelegateTree, delegateTreeEquals } from './delegate-tree.ts';
import { simplifyDelegation } from './simplify.ts';

/** The explanation of a tree of names; of a name, if it is a leaf. A loop that no alternation contains is all there is to explain. */
export function explain(tree: NameTree<Path>, lookup: Lookup, limits: BindLimits): Activity<DelegateTree<Bound>> {
  const at = { path: tree.kind === 'leaf' ? tree.value : Path.empty, dentry: undefined };
  const explanation = recovered(new Binding(all(limits), lookup, limits).bind(tree), (error) =>
    limitOf(error) === 'maxDepth' ? State.ok(exceptionAt(at, error)) : State.failed(error),
  );
  return explanation.map(simplifyDelegation, delegateTreeEquals);
}
