import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Dentry, Dtab, NameTree, Path, Prefix } from '@namerd/dtab';
import { formatWeightCompat } from '@namerd/wire';
import test from 'ava';
import { type TreeJson, treeOf } from './support/dtab-json.ts';

interface Case {
  readonly kind: 'lookup' | 'match' | 'concat' | 'append' | 'stripPrefix' | 'simplified' | 'equality' | 'constant';
  readonly dtab: string;
  readonly dentry: string;
  readonly path: string;
  readonly tree: TreeJson;
  readonly show: string;
  readonly prefix: string;
  readonly matches: boolean;
  readonly left: string;
  readonly right: string;
  readonly a: string;
  readonly b: string;
  readonly equal: boolean;
  readonly equiv: boolean;
  readonly name: string;
}

const constants: Readonly<Record<string, string>> = {
  'Dtab.empty': Dtab.show(Dtab.empty),
  'Dtab.fail': Dtab.show(Dtab.fail),
  'Dentry.nop': Dentry.show(Dentry.nop),
};

function assertLookup(vector: Case): void {
  const dtab = Dtab.parse(vector.dtab);
  const path = Path.parse(vector.path);
  const tree = Dtab.lookup(dtab, path);
  assert.deepEqual(tree, treeOf(vector.tree));
  assert.equal(NameTree.show(tree, { weight: formatWeightCompat }), vector.show);
  const trees = Dtab.matches(dtab, path).map((match) => match.tree);
  assert.deepEqual(trees.length === 1 ? trees[0] : trees.length === 0 ? NameTree.neg : NameTree.alt(...trees), tree);
}

test('dtabs look names up, and are joined, stripped, simplified and compared as in Finagle', (t) =>
  runVectors<Case>(t, {
    file: 'dtab-lookup',
    run(vector) {
      const show = (dtab: Dtab): string => Dtab.show(dtab, { weight: formatWeightCompat });
      switch (vector.kind) {
        case 'lookup':
          return assertLookup(vector);
        case 'match':
          return assert.equal(Prefix.matches(Prefix.parse(vector.prefix), Path.parse(vector.path)), vector.matches);
        case 'concat':
          return assert.equal(show(Dtab.concat(Dtab.parse(vector.left), Dtab.parse(vector.right))), vector.show);
        case 'append':
          return assert.equal(show(Dtab.append(Dtab.parse(vector.dtab), Dentry.parse(vector.dentry))), vector.show);
        case 'stripPrefix':
          return assert.equal(show(Dtab.stripPrefix(Dtab.parse(vector.dtab), Dtab.parse(vector.prefix))), vector.show);
        case 'simplified':
          return assert.equal(show(Dtab.simplify(Dtab.parse(vector.dtab))), vector.show);
        case 'equality':
          assert.equal(Dtab.equals(Dtab.parse(vector.a), Dtab.parse(vector.b)), vector.equal);
          return assert.equal(Dtab.equivalent(Dtab.parse(vector.a), Dtab.parse(vector.b)), vector.equiv);
        case 'constant':
          return assert.equal(constants[vector.name], vector.show);
      }
    },
  }));
