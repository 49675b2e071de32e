import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { type DistributeOptions, distribute, type NameTree, probabilities } from '@namerd/dtab';
import test from 'ava';
import { type TreeJson, treeWith } from './support/dtab-json.ts';

type Shares = Readonly<Record<string, number>>;

interface Case {
  readonly kind: 'weights' | 'distribution';
  readonly weights: readonly number[];
  readonly probabilities: readonly number[];
  readonly tree: TreeJson;
  readonly 'finagle-21.4': Shares;
  readonly 'finagle-24.8': Shares;
  readonly 'finagle-24.8-prune': Shares;
}

/** The vectors give nine digits. */
const rounded = (share: number): number => Math.round(share * 1e9) / 1e9;

function assertDistribution(
  tree: NameTree<string>,
  expected: Shares,
  unreachable: DistributeOptions<string>['unreachable'],
): void {
  if ('error' in expected) {
    assert.throws(() => distribute(tree, { unreachable: unreachable ?? 'keep' }), TypeError);
    return;
  }
  const { shares, lost } = distribute(tree, unreachable === undefined ? {} : { unreachable });
  const found: Record<string, number> = Object.fromEntries(shares.map(({ value, share }) => [value, rounded(share)]));
  if (lost > 0) found['noBrokers'] = rounded(lost);
  assert.deepEqual(found, expected);
}

test('weights divide traffic as in Finagle', (t) =>
  runVectors<Case>(t, {
    file: 'weights',
    run(vector) {
      if (vector.kind === 'weights') return assert.deepEqual(probabilities(vector.weights).map(rounded), vector.probabilities);
      const tree = treeWith(vector.tree, (leaf) => ('id' in leaf ? leaf.id : leaf.path));
      assertDistribution(tree, vector['finagle-24.8'], undefined);
      assertDistribution(tree, vector['finagle-21.4'], 'keep');
      assertDistribution(tree, vector['finagle-24.8-prune'], 'drop');
    },
  }));
