import { deepEqual } from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Path } from '@namerd/dtab';
import { compilePattern, compileTemplate, rewritingNamer } from '@namerd/namer';
import test from 'ava';
import { answerVector, sample } from './support/namers.ts';

interface RewriteVector {
  readonly pattern: string;
  readonly name: string;
  readonly lookup: string;
  readonly expect: unknown;
}

test('io.l5d.rewrite rewrites as the vectors say', (t) =>
  runVectors<RewriteVector>(t, {
    file: 'namer-rewrite',
    run({ pattern, name, lookup, expect }) {
      const namer = rewritingNamer({ pattern, name });
      deepEqual(answerVector(sample(namer.lookup(Path.parse(lookup)))), expect);
    },
  }));

test('patterns capture what the vectors say', (t) =>
  runVectors<{ pattern: string; path: string; expect: unknown }>(t, {
    file: 'namer-rewrite',
    sections: ['extract'],
    run({ pattern, path, expect }) {
      const values = compilePattern(pattern).match(Path.parse(path));
      deepEqual(values === undefined ? null : Object.fromEntries(values), expect);
    },
  }));

test('templates are filled as the vectors say', (t) =>
  runVectors<{ vars: Record<string, string>; template: string; expect: string }>(t, {
    file: 'namer-rewrite',
    sections: ['substitute'],
    run: ({ vars, template, expect }) => deepEqual(compileTemplate(template).fill(new Map(Object.entries(vars))), expect),
  }));
