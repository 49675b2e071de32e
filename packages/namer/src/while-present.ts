import type { Activity } from '@namerd/activity';
import { NameTree } from '@namerd/dtab';
import { sameNames } from './bind/same.ts';
import type { Bound } from './bound.ts';
import type { Name } from './namer.ts';

/**
 * A leaf while the address of a bound name exists, and neg while it does not: for namers whose backend tells the two apart. Endpoints
 * that come and go change the address alone; the tree changes only with existence.
 */
export function whilePresent(bound: Bound): Activity<NameTree<Name>> {
  const leaf: NameTree<Name> = NameTree.leaf({ kind: 'bound', bound });
  return bound.addr.map(({ kind }) => (kind === 'neg' ? NameTree.neg : leaf), sameNames);
}
