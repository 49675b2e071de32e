import { NameTree, Path } from '@namerd/dtab';
import { type Name, sameBound } from '@namerd/namer';

/** Whether two answers of a namer are the same. Bound names are by their id and residual. */
export function sameTree(a: NameTree<Name>, b: NameTree<Name>): boolean {
  return NameTree.equals(a, b, sameName);
}

function sameName(a: Name, b: Name): boolean {
  if (a.kind === 'path') return b.kind === 'path' && Path.equals(a.path, b.path);
  return b.kind === 'bound' && sameBound(a.bound, b.bound);
}
