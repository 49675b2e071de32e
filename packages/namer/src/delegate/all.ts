import { type Activity, constant, State } from '@namerd/activity';
import type { Match, NameTree } from '@namerd/dtab';
import { combine, recovered, stalestOf } from '../bind/combine.ts';
import { foldNames, foldPaths } from '../bind/fold.ts';
import { type BindLimits, exceeded, isTooMuch } from '../bind/limits.ts';
import type { Lookup } from '../bind/lookup.ts';
import { type Deeper, type Place, type Policy, type Sized, sizedEquals } from '../bind/policy.ts';
import type { Bound } from '../bound.ts';
import type { Name } from '../namer.ts';
import { type DelegateNode, type DelegateTree, delegateTreeEquals } from './delegate-tree.ts';

type Tree = DelegateTree<Bound>;
type Result = Sized<Tree>;

const same = sizedEquals(delegateTreeEquals);

/**
 * Explains: every branch, also those that binding never comes to, with the dentry that led there. A failure is a node of the
 * explanation; a branch that is pending leaves all of it pending.
 */
export function all(limits: BindLimits): Policy<Tree> {
  const branches = (parts: readonly Activity<Result>[], at: Place, make: (trees: readonly Tree[]) => Tree): Activity<Result> =>
    combine(parts, (states) => branchesState(states, at, limits.maxTreeSize, make), same);

  const alternatives = (parts: readonly Activity<Result>[], at: Place): Activity<Result> =>
    branches(parts, at, (trees) => ({ ...nodeAt(at), kind: 'alt', trees }));

  const matched = ({ dentry, tree }: Match, { path }: Place, deeper: Deeper<Tree>): Activity<Result> =>
    foldPaths(policy, tree, { path, dentry }, deeper);

  const named = (answer: NameTree<Name>, at: Place, deeper: Deeper<Tree>): Activity<Result> =>
    answer.kind === 'leaf' && answer.value.kind === 'path'
      ? step(deeper(answer.value.path, undefined), at)
      : foldNames(policy, answer, at, deeper);

  /** By the namers; their failure is all there is to say about this name. */
  const byNamers = (at: Place, lookup: Lookup, deeper: Deeper<Tree>): Activity<Result> =>
    answered(lookup, at).flatMap(
      (answer) =>
        answer.kind === 'exception' ? constant({ tree: exceptionAt(at, answer.error), size: 1 }) : named(answer, at, deeper),
      same,
    );

  const policy: Policy<Tree> = {
    equals: delegateTreeEquals,
    tooDeep: () => 'Max recursion level reached.',
    name: (at, lookup, deeper) =>
      lookup.matches(at.path).flatMap((matches) => {
        const [only, ...others] = matches;
        if (only === undefined) return byNamers(at, lookup, deeper);
        if (others.length > 0) {
          const ways = matches.map((match) => matched(match, at, deeper));
          return alternatives(ways, at);
        }
        const way = matched(only, at, deeper);
        if (only.tree.kind !== 'neg') return step(way, at);
        // Binding asks the namers behind a lone `~`, so they belong to the explanation if they have something to say.
        const behind = byNamers({ path: at.path, dentry: undefined }, lookup, deeper);
        return behind.flatMap(({ tree }) => (tree.kind === 'neg' ? step(way, at) : alternatives([way, behind], at)), same);
      }, same),
    bound: (bound, at) => ({ ...nodeAt(at), kind: 'leaf', value: bound }),
    end: (kind, at) => ({ ...nodeAt(at), kind }),
    alt: (parts, at) =>
      alternatives(
        parts.map((part) => part()),
        at,
      ),
    union: (parts, at) =>
      branches(
        parts.map(({ branch }) => branch),
        at,
        (trees) => ({ ...nodeAt(at), kind: 'union', trees: trees.map((tree, i) => ({ weight: parts[i]?.weight ?? 1, tree })) }),
      ),
  };
  return policy;
}

/** The answer of the namers, with their failure as data: that of the dtab stays a failure. */
function answered({ namers }: Lookup, { path }: Place): Activity<NameTree<Name> | Exception> {
  return recovered<NameTree<Name> | Exception>(namers(path), (error) => constant({ kind: 'exception', error }));
}

interface Exception {
  readonly kind: 'exception';
  readonly error: Error;
}

function step(result: Activity<Result>, at: Place): Activity<Result> {
  return result.map(({ tree, size }) => ({ tree: { ...nodeAt(at), kind: 'delegate', tree }, size: size + 1 }), same);
}

/** All branches, failed ones as exceptions. Too many lookups or nodes are not this branch's failure but that of the whole. */
function branchesState(
  states: readonly State<Result>[],
  at: Place,
  maxSize: number,
  make: (trees: readonly Tree[]) => Tree,
): State<Result> {
  const trees: Tree[] = [];
  let size = 1;
  for (const state of states) {
    if (state.kind === 'pending' || (state.kind === 'failed' && isTooMuch(state.error))) return state;
    trees.push(state.kind === 'ok' ? state.value.tree : exceptionAt(at, state.error));
    size += state.kind === 'ok' ? state.value.size : 1;
  }
  if (size > maxSize) return State.failed(exceeded('maxTreeSize', `more than ${maxSize} nodes in the explanation of one name`));
  return State.ok({ tree: make(trees), size }, stalestOf(states));
}

/** The node of a failure. */
export function exceptionAt(at: Place, error: Error): Tree {
  return { ...nodeAt(at), kind: 'exception', error };
}

function nodeAt({ path, dentry }: Place): DelegateNode {
  return dentry === undefined ? { path } : { path, dentry };
}
