import { NameTree, Path } from '@namerd/dtab';
import { type Bound, sameBound } from '../bound.ts';
import type { Name } from '../namer.ts';

/** Whether two bound trees are the same: shape, weights, and the ids and residuals of the leaves. */
export function boundTreeEquals(a: NameTree<Bound>, b: NameTree<Bound>): boolean {
  return NameTree.equals(a, b, sameBound);
}

/** Whether two answers of a namer are the same. */
export function sameNames(a: NameTree<Name>, b: NameTree<Name>): boolean {
  return NameTree.equals(a, b, sameName);
}

function sameName(a: Name, b: Name): boolean {
  if (a.kind === 'path') return b.kind === 'path' && Path.equals(a.path, b.path);
  return b.kind === 'bound' && sameBound(a.bound, b.bound);
}
