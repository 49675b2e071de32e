import { type NameTree, Path } from '@namerd/dtab';
import type { Addr, Endpoint, MetaValue, Name } from '@namerd/namer';

/** Whether two answers of a namer are the same. Bound names are by their id and residual. */
export function sameTree(a: NameTree<Name>, b: NameTree<Name>): boolean {
  if (a === b) return true;
  if (a.kind === 'leaf') return b.kind === 'leaf' && sameName(a.value, b.value);
  if (a.kind === 'alt') {
    return b.kind === 'alt' && a.trees.length === b.trees.length && a.trees.every((tree, i) => sameBranch(tree, b.trees[i]));
  }
  if (a.kind === 'union') {
    if (b.kind !== 'union' || a.trees.length !== b.trees.length) return false;
    return a.trees.every(({ weight, tree }, i) => weight === b.trees[i]?.weight && sameBranch(tree, b.trees[i].tree));
  }
  return a.kind === b.kind;
}

function sameBranch(a: NameTree<Name>, b: NameTree<Name> | undefined): boolean {
  return b !== undefined && sameTree(a, b);
}

function sameName(a: Name, b: Name): boolean {
  if (a.kind === 'path') return b.kind === 'path' && Path.equals(a.path, b.path);
  return b.kind === 'bound' && Path.equals(a.bound.id, b.bound.id) && Path.equals(a.bound.residual, b.bound.residual);
}

/** Whether two address sets are the same, in whatever order their endpoints stand. */
export function sameAddr(a: Addr, b: Addr): boolean {
  if (a === b) return true;
  if (a.kind === 'neg' || b.kind === 'neg') return a.kind === b.kind;
  if (a.endpoints.length !== b.endpoints.length || metaKey(a.meta) !== metaKey(b.meta)) return false;
  const counts = new Map<string, number>();
  for (const endpoint of a.endpoints) counts.set(endpointKey(endpoint), (counts.get(endpointKey(endpoint)) ?? 0) + 1);
  return b.endpoints.every((endpoint) => {
    const key = endpointKey(endpoint);
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left > 0;
  });
}

function endpointKey({ host, port, weight, meta }: Endpoint): string {
  return `${host} ${port} ${weight ?? 1} ${metaKey(meta)}`;
}

/** A text that is equal for equal metadata, whatever the order of the keys. */
function metaKey(meta: MetaValue | undefined): string {
  if (meta === undefined) return '';
  return JSON.stringify(meta, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
