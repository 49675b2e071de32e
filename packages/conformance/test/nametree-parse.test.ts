import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { NameTree, Path } from '@namerd/dtab';
import { formatWeightCompat } from '@namerd/wire';
import test from 'ava';
import { assertFails, type ErrorJson, reparse, type TreeJson, treeOf } from './support/dtab-json.ts';

interface Case {
  readonly kind: 'parse' | 'show';
  readonly input: string;
  readonly ok: boolean;
  readonly tree: TreeJson;
  readonly show: string;
  readonly reparse: string;
  readonly error: ErrorJson;
}

const showCompat = (tree: NameTree<Path>): string => NameTree.show(tree, { weight: formatWeightCompat });
const equals = (a: NameTree<Path>, b: NameTree<Path>): boolean => NameTree.equals(a, b, Path.equals);

test('name trees are read and shown as in Finagle, with its two-decimal weights', (t) =>
  runVectors<Case>(t, {
    file: 'nametree-parse',
    run(vector) {
      if (vector.kind === 'parse' && !vector.ok) return assertFails(vector.error, () => NameTree.parse(vector.input));
      const tree = vector.kind === 'parse' ? NameTree.parse(vector.input) : treeOf(vector.tree);
      assert.deepEqual(tree, treeOf(vector.tree));
      assert.equal(showCompat(tree), vector.show);
      assert.equal(reparse(tree, showCompat, NameTree.parse, equals), vector.reparse);
      if (vector.kind === 'parse') assert.equal(reparse(tree, NameTree.show, NameTree.parse, equals), 'equal');
    },
  }));
