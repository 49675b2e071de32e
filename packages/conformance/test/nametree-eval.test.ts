import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { NameTree, Path } from '@namerd/dtab';
import test from 'ava';
import { type TreeJson, treeOf } from './support/dtab-json.ts';

interface Case {
  readonly input?: string;
  readonly tree?: TreeJson;
  readonly eval: readonly string[] | null;
}

function evaluated(tree: NameTree<Path>): readonly string[] | null {
  return NameTree.evaluate(tree, Path.show)?.map(Path.show).sort() ?? null;
}

test('name trees evaluate as in Finagle, before and after simplifying', (t) =>
  runVectors<Case>(t, {
    file: 'nametree-eval',
    run(vector) {
      const tree = vector.tree === undefined ? NameTree.parse(vector.input ?? '') : treeOf(vector.tree);
      assert.deepEqual(evaluated(tree), vector.eval);
      assert.deepEqual(evaluated(NameTree.simplify(tree)), vector.eval);
    },
  }));
