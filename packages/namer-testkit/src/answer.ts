import { AssertionError } from 'node:assert';
import { type Activity, constant } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import type { Addr, Bound, Endpoint, Name } from '@namerd/namer';

/** The bound name of a tree that is nothing but one; fails on any other. */
export function boundOf(tree: NameTree<Name>): Bound {
  if (tree.kind === 'leaf' && tree.value.kind === 'bound') return tree.value.bound;
  throw new AssertionError({ message: `expected a bound name, got ${showTree(tree)}` });
}

/** The addresses behind a tree as both change; neg where there is no bound name. */
export function follow(tree: Activity<NameTree<Name>>): Activity<Addr> {
  return tree.flatMap((found) =>
    found.kind === 'leaf' && found.value.kind === 'bound' ? found.value.bound.addr : constant<Addr>({ kind: 'neg' }),
  );
}

/** The hosts and ports of an address set, sorted, so that order does not count. Of neg: undefined. */
export function hostsOf(addr: Addr): readonly string[] | undefined {
  return addr.kind === 'neg' ? undefined : addr.endpoints.map(hostOf).sort();
}

/** Whether these are the endpoints of a set, in whatever order. */
export function isSet(addr: Addr, endpoints: readonly Endpoint[]): boolean {
  return addr.kind === 'bound' && hostsOf(addr)?.join() === endpoints.map(hostOf).sort().join();
}

/** The text of a tree, for messages. */
function showTree(tree: NameTree<Name>): string {
  if (tree.kind !== 'leaf') return tree.kind;
  if (tree.value.kind === 'path') return `path ${Path.show(tree.value.path)}`;
  return `bound ${Path.show(tree.value.bound.id)} residual ${Path.show(tree.value.bound.residual)}`;
}

function hostOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}
