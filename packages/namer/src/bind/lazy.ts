import { type Activity, constant, State } from '@namerd/activity';
import { type Match, NameTree, type Path } from '@namerd/dtab';
import type { Bound } from '../bound.ts';
import { combine, stalestOf } from './combine.ts';
import { foldNames, foldPaths } from './fold.ts';
import { type BindLimits, exceeded, isTooMuch } from './limits.ts';
import { type Branch, type Policy, type Sized, sizedEquals, type WeightedBranch } from './policy.ts';
import { boundTreeEquals } from './same.ts';

type Result = Sized<NameTree<Bound>>;

const same = sizedEquals(boundTreeEquals);
const neg: Result = { tree: NameTree.neg, size: 1 };

/**
 * Binds: an alternation is its first branch that is not neg, and nobody asks for those behind it; a union is its branches that have
 * something, simplified. A pending or failed part is never taken for a neg one.
 */
export function lazy(limits: BindLimits): Policy<NameTree<Bound>> {
  const policy: Policy<NameTree<Bound>> = {
    equals: boundTreeEquals,
    tooDeep: (maxDepth) => `Max recursion level: ${maxDepth} reached in Namer lookup`,
    name: (at, lookup, deeper) =>
      lookup.matches(at.path).flatMap((matches) => {
        const tree = treeOf(matches);
        // Literally neg: an alternation of negs, or a name that comes to neg, hides the namers.
        if (tree.kind !== 'neg') return foldPaths(policy, tree, at, deeper);
        return lookup.namers(at.path).flatMap((answer) => foldNames(policy, answer, at, deeper), same);
      }, same),
    bound: (bound) => NameTree.leaf(bound),
    end: (kind) => NameTree[kind],
    alt: (branches) => (branches.length === 0 ? constant(neg) : firstOf(branches, 0, branches.length)),
    union: (branches) => unionOf(branches, limits),
  };
  return policy;
}

function treeOf(matches: readonly Match[]): NameTree<Path> {
  const [first, ...others] = matches;
  if (first === undefined) return NameTree.neg;
  return others.length === 0 ? first.tree : NameTree.alt(...matches.map(({ tree }) => tree));
}

/** The first of some alternatives that is not neg. Halved and halved again, so that a thousand of them nest ten deep, not a thousand. */
function firstOf(branches: readonly Branch<NameTree<Bound>>[], from: number, to: number): Activity<Result> {
  const only = branches[from];
  if (to - from === 1 && only !== undefined) return only();
  const middle = (from + to) >>> 1;
  return firstOf(branches, from, middle).flatMap(
    (result) => (result.tree.kind === 'neg' ? firstOf(branches, middle, to) : constant(result)),
    same,
  );
}

function unionOf(branches: readonly WeightedBranch<NameTree<Bound>>[], limits: BindLimits): Activity<Result> {
  const [first] = branches;
  if (first === undefined) return constant(neg);
  if (branches.length === 1) return first.branch;
  const weights = branches.map(({ weight }) => weight);
  return combine(
    branches.map(({ branch }) => branch),
    (states) => unionState(states, weights, limits.maxTreeSize),
    same,
  );
}

/**
 * Keeps the branches that have something. Without any, a failed or pending one leaves it open whether there is something, so it is
 * the result: were it neg, an outage would send the traffic to the next alternative.
 */
function unionState(states: readonly State<Result>[], weights: readonly number[], maxSize: number): State<Result> {
  const tooMuch = states.find((state) => state.kind === 'failed' && isTooMuch(state.error));
  if (tooMuch !== undefined) return tooMuch;
  const kept = states.flatMap((state, i) => {
    if (state.kind !== 'ok' || state.value.tree.kind === 'neg' || state.value.tree.kind === 'fail') return [];
    return [{ weight: weights[i] ?? 1, ...state.value }];
  });
  const stale = stalestOf(states);
  const [only, ...others] = kept;
  if (only === undefined) {
    return states.find(({ kind }) => kind === 'failed') ?? states.find(({ kind }) => kind === 'pending') ?? State.ok(neg, stale);
  }
  if (others.length === 0) return State.ok({ tree: only.tree, size: only.size }, stale);
  const size = kept.reduce((sum, branch) => sum + branch.size, 1);
  if (size > maxSize) return State.failed(exceeded('maxTreeSize', `more than ${maxSize} nodes bound for one name`));
  return State.ok({ tree: NameTree.union(...kept.map(({ weight, tree }) => ({ weight, tree }))), size }, stale);
}
