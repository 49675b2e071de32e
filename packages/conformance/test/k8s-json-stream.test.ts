import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { JsonStream } from '@namerd/k8s-client';
import test from 'ava';

test('a watch of Kubernetes is cut into objects as by namerd', (t) =>
  runVectors<{ readonly chunks: readonly string[]; readonly expect: readonly unknown[] }>(t, {
    file: 'namer-k8s',
    sections: ['json_stream'],
    run(vector) {
      const stream = new JsonStream();
      const found = vector.chunks.flatMap((chunk) => [...stream.push(new TextEncoder().encode(chunk))]);
      assert.deepEqual(found, vector.expect);
    },
  }));
