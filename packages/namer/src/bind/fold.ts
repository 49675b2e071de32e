import { type Activity, constant } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import type { Name } from '../namer.ts';
import type { Deeper, Place, Policy, Sized } from './policy.ts';

/** What the leaves and the ends of a tree come to. */
interface Ends<L, T> {
  leaf(value: L): Activity<Sized<T>>;
  end(kind: 'neg' | 'fail' | 'empty'): T;
}

/** The result of the answer of a namer. */
export function foldNames<T>(policy: Policy<T>, tree: NameTree<Name>, at: Place, deeper: Deeper<T>): Activity<Sized<T>> {
  return fold(policy, tree, at, {
    leaf: (name) =>
      name.kind === 'path' ? deeper(name.path, at.dentry) : constant({ tree: policy.bound(name.bound, at), size: 1 }),
    end: (kind) => policy.end(kind, at),
  });
}

/** The result of what a dentry makes of a path. */
export function foldPaths<T>(policy: Policy<T>, tree: NameTree<Path>, at: Place, deeper: Deeper<T>): Activity<Sized<T>> {
  const literalNeg = { path: Path.empty, dentry: at.dentry };
  return fold(policy, tree, at, {
    leaf: (path) => deeper(path, at.dentry),
    end: (kind) => policy.end(kind, kind === 'neg' ? literalNeg : at),
  });
}

function fold<L, T>(policy: Policy<T>, tree: NameTree<L>, at: Place, ends: Ends<L, T>): Activity<Sized<T>> {
  const into = (branch: NameTree<L>): Activity<Sized<T>> => fold(policy, branch, at, ends);
  switch (tree.kind) {
    case 'leaf':
      return ends.leaf(tree.value);
    case 'alt':
      return policy.alt(
        tree.trees.map((branch) => () => into(branch)),
        at,
      );
    case 'union':
      return policy.union(
        tree.trees.map(({ weight, tree: branch }) => ({ weight, branch: into(branch) })),
        at,
      );
    case 'neg':
    case 'fail':
    case 'empty':
      return constant({ tree: ends.end(tree.kind), size: 1 });
    default:
      return tree satisfies never;
  }
}
