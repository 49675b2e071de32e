import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { NameTree, Path } from '@namerd/dtab';
import { formatWeightCompat } from '@namerd/wire';
import test from 'ava';
import { type TreeJson, treeOf } from './support/dtab-json.ts';

interface Case {
  readonly kind?: 'equiv';
  readonly input?: string;
  readonly tree?: TreeJson;
  readonly simplified: TreeJson;
  readonly show: string;
  readonly a: string;
  readonly b: string;
  readonly equal: boolean;
  readonly equiv: boolean;
}

const equals = (a: NameTree<Path>, b: NameTree<Path>): boolean => NameTree.equals(a, b, Path.equals);

test('name trees simplify as in Finagle, and simplifying again changes nothing', (t) =>
  runVectors<Case>(t, {
    file: 'nametree-simplify',
    run(vector) {
      if (vector.kind === 'equiv') {
        const a = NameTree.parse(vector.a);
        const b = NameTree.parse(vector.b);
        assert.equal(equals(a, b), vector.equal);
        assert.equal(equals(NameTree.simplify(a), NameTree.simplify(b)), vector.equiv);
        return;
      }
      const simple = NameTree.simplify(vector.tree === undefined ? NameTree.parse(vector.input ?? '') : treeOf(vector.tree));
      assert.deepEqual(simple, treeOf(vector.simplified));
      assert.equal(NameTree.show(simple, { weight: formatWeightCompat }), vector.show);
      assert.deepEqual(NameTree.simplify(simple), simple);
    },
  }));
