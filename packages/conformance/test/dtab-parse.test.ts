import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Dentry, Dtab, NameTree, Prefix } from '@namerd/dtab';
import { formatWeightCompat } from '@namerd/wire';
import test from 'ava';
import {
  assertFails,
  type ElementJson,
  type ErrorJson,
  elementsOf,
  reparse,
  type TreeJson,
  treeOf,
} from './support/dtab-json.ts';

interface DentryJson {
  readonly prefix: string;
  readonly prefixElems: readonly ElementJson[];
  readonly dst: string;
  readonly dstTree: TreeJson;
}

interface Case {
  readonly api: 'dtab' | 'dentry';
  readonly input: string;
  readonly ok: boolean;
  readonly length: number;
  readonly show: string;
  readonly dentries: readonly DentryJson[];
  readonly dentry: DentryJson;
  readonly reparse: string;
  readonly error: ErrorJson;
}

const compat = { weight: formatWeightCompat };

function assertDentry(dentry: Dentry, json: DentryJson): void {
  assert.equal(Prefix.show(dentry.prefix), json.prefix);
  assert.deepEqual(elementsOf(dentry.prefix), json.prefixElems);
  assert.equal(NameTree.show(dentry.dst, compat), json.dst);
  assert.deepEqual(dentry.dst, treeOf(json.dstTree));
}

function assertDtab(vector: Case): void {
  const dtab = Dtab.parse(vector.input);
  assert.equal(dtab.dentries.length, vector.length);
  for (const [i, json] of vector.dentries.entries()) assertDentry(dtab.dentries[i] ?? assert.fail('too few dentries'), json);
  assert.equal(Dtab.show(dtab, compat), vector.show);
  assert.equal(
    reparse(dtab, (value) => Dtab.show(value, compat), Dtab.parse, Dtab.equals),
    vector.reparse,
  );
  assert.equal(reparse(dtab, Dtab.show, Dtab.parse, Dtab.equals), 'equal');
}

test('dtabs and dentries are read and shown as in Finagle', (t) =>
  runVectors<Case>(t, {
    file: 'dtab-parse',
    run(vector) {
      const parse = vector.api === 'dtab' ? Dtab.parse : Dentry.parse;
      if (!vector.ok) return assertFails(vector.error, () => parse(vector.input));
      if (vector.api === 'dtab') return assertDtab(vector);
      const dentry = Dentry.parse(vector.input);
      assertDentry(dentry, vector.dentry);
      assert.equal(Dentry.show(dentry, compat), vector.show);
      assert.equal(
        reparse(dentry, (value) => Dentry.show(value, compat), Dentry.parse, Dentry.equals),
        vector.reparse,
      );
    },
  }));
