import { deepEqual } from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Path } from '@namerd/dtab';
import { systemNamer } from '@namerd/namer';
import test from 'ava';
import { answerVector, sample } from './support/namers.ts';

interface UtilityVector {
  readonly full: string;
  readonly expect: unknown;
}

test('utility namers rewrite as the vectors say', (t) =>
  runVectors<UtilityVector>(t, {
    file: 'namer-utility',
    run: ({ full, expect }) => deepEqual(answerVector(sample(systemNamer().lookup(Path.parse(full)))), expect),
  }));
