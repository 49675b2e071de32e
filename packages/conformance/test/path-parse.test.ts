import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Path, Prefix } from '@namerd/dtab';
import test from 'ava';
import { assertFails, type ElementJson, type ErrorJson, elementsOf } from './support/dtab-json.ts';

interface Case {
  readonly api: 'path' | 'prefix' | 'utf8';
  readonly input: string;
  readonly inputElems: readonly string[];
  readonly ok: boolean;
  readonly elems: readonly ElementJson[];
  readonly show: string;
  readonly size: number;
  readonly roundTrip: boolean;
  readonly error: ErrorJson;
}

function read(vector: Case): Prefix {
  if (vector.api === 'prefix') return Prefix.parse(vector.input);
  return (vector.api === 'path' ? Path.parse(vector.input) : Path.of(...vector.inputElems)).labels;
}

test('paths and prefixes are read and shown as in Finagle', (t) =>
  runVectors<Case>(t, {
    file: 'path-parse',
    run(vector) {
      if (!vector.ok) return assertFails(vector.error, () => read(vector));
      const elements = read(vector);
      assert.deepEqual(elementsOf(elements), vector.elems);
      assert.equal(elements.length, vector.size);
      assert.equal(Prefix.show(elements), vector.show);
      const again = vector.api === 'prefix' ? Prefix.parse(vector.show) : Path.parse(vector.show).labels;
      assert.equal(Prefix.equals(again, elements), vector.roundTrip);
    },
  }));
