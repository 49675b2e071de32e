import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Label, Path } from '@namerd/dtab';
import test from 'ava';

interface ReadCase {
  readonly in: string;
  readonly elems?: readonly string[];
  readonly show?: string;
  readonly error?: true;
}

test('paths are read as in namerd', (t) =>
  runVectors<ReadCase>(t, {
    file: 'namer-core',
    sections: ['path_read'],
    run(vector) {
      if (vector.error) {
        assert.throws(() => Path.parse(vector.in), { code: 'PARSE' });
        return;
      }
      const path = Path.parse(vector.in);
      assert.deepEqual(path.labels.map(Label.text), vector.elems);
      assert.equal(Path.show(path), vector.show);
    },
  }));

test('elements are shown as in namerd', (t) =>
  runVectors<{ readonly elem: string; readonly show: string }>(t, {
    file: 'namer-core',
    sections: ['elem_show'],
    run(vector) {
      assert.equal(Label.of(vector.elem), vector.show);
    },
  }));

interface PrefixCase {
  readonly path: string;
  readonly prefix: string;
  readonly startsWith: boolean;
  readonly rest?: string;
}

test('prefixes of paths are found and removed as in namerd', (t) =>
  runVectors<PrefixCase>(t, {
    file: 'namer-core',
    sections: ['path_prefix'],
    run(vector) {
      const path = Path.parse(vector.path);
      const prefix = Path.parse(vector.prefix);
      assert.equal(Path.startsWith(path, prefix), vector.startsWith);
      if (vector.rest !== undefined) assert.equal(Path.show(Path.drop(path, prefix.labels.length)), vector.rest);
    },
  }));
