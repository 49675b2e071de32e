import assert from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Dtab, DtabHeaders, type HeaderLine } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { formatWeightCompat } from '@namerd/wire';
import test from 'ava';

interface Case {
  readonly kind: 'finagle-read' | 'finagle-write' | 'l5d-read';
  readonly headers: readonly HeaderLine[];
  readonly local: string;
  readonly ok: boolean;
  readonly dtab: string;
  readonly length: number;
  readonly error: string;
}

function read(vector: Case): Dtab {
  return vector.kind === 'finagle-read'
    ? DtabHeaders.read(vector.headers)
    : DtabHeaders.readLinkerd(vector.headers, Dtab.parse(vector.local));
}

test('dtabs in headers are read and written as by Finagle and Linkerd', (t) =>
  runVectors<Case>(t, {
    file: 'http-dtab',
    run(vector) {
      const compat = { weight: formatWeightCompat };
      if (vector.kind === 'finagle-write') {
        assert.deepEqual(DtabHeaders.write(Dtab.parse(vector.dtab), compat), vector.headers);
      } else if (vector.ok) {
        const dtab = read(vector);
        assert.equal(Dtab.show(dtab, compat), vector.dtab);
        assert.equal(dtab.dentries.length, vector.length);
      } else {
        assert.throws(
          () => read(vector),
          (error) => NamingError.is(error, 'PARSE') && error.message === vector.error,
        );
      }
    },
  }));
