import { type Activity, constant, failing } from '@namerd/activity';
import { NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Addr } from './addr.ts';
import { Binding } from './bind/binding.ts';
import { lazy } from './bind/lazy.ts';
import { type BindLimits, bindLimits } from './bind/limits.ts';
import { safeLookup } from './bind/lookup.ts';
import type { Bound } from './bound.ts';
import type { Mount, Namer } from './namer.ts';

/**
 * The endpoints of what a namer, and that namer alone, binds a path to; the path is without its prefix. Fails with `UNAVAILABLE` where
 * the namer says fail, and with `PROTOCOL` where it has several answers.
 *
 * @example
 * const addr = addrOf(system, Path.of('$', 'inet', 'example.com', '80'));
 */
export function addrOf(namer: Namer, path: Path): Activity<Addr> {
  return addrBy(namer, path, path, bindLimits);
}

/** The endpoints of a bound id, by the namer whose prefix it begins with. */
export function addrOfId(id: Path, mounts: readonly Mount[], system: Namer, limits: BindLimits): Activity<Addr> {
  const concrete = withoutTransformers(id);
  const { prefix, namer } = mounts.find((mount) => Path.startsWith(concrete, mount.prefix)) ?? {
    prefix: Path.empty,
    namer: system,
  };
  return addrBy(namer, Path.drop(concrete, prefix.labels.length), id, limits);
}

function addrBy(namer: Namer, path: Path, id: Path, limits: BindLimits): Activity<Addr> {
  const lookup = { matches: () => constant([]), namers: (rest: Path) => safeLookup(namer, rest) };
  const tree = new Binding(lazy(limits), lookup, limits).bind(NameTree.leaf(path));
  return tree.flatMap((bound) => addrOfTree(bound, id), Addr.equals);
}

function addrOfTree(tree: NameTree<Bound>, id: Path): Activity<Addr> {
  switch (tree.kind) {
    case 'leaf':
      return tree.value.addr;
    case 'empty':
      return constant(Addr.bound([]));
    case 'neg':
      return constant(Addr.neg);
    case 'fail':
      return failing(new NamingError('UNAVAILABLE', 'name tree failed'));
    case 'alt':
    case 'union':
      return failing(new NamingError('PROTOCOL', `${Path.show(id)} is not a concrete bound id`));
    default:
      return tree satisfies never;
  }
}

/** Transformers put `/%/…` in front of an id: what they came from begins at the first `#` or `$`. */
function withoutTransformers(id: Path): Path {
  if (id.labels[0] !== '%') return id;
  const start = id.labels.findIndex((label) => label === '#' || label === '$');
  return Path.drop(id, start === -1 ? id.labels.length : start);
}
