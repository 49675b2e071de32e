import { deepEqual, throws } from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { type NameTree, Path } from '@namerd/dtab';
import { compilePattern, compileTemplate, type Name, systemNamer } from '@namerd/namer';
import test from 'ava';
import { sample, standInResolver, type TreeVector } from './support/namers.ts';

interface SystemVector {
  readonly kind: 'system-namer';
  readonly path: string;
  readonly expect: { readonly state: 'ok' | 'failed' | 'threw'; readonly tree?: TreeVector };
}

interface PatternVector {
  readonly kind: 'path-matcher';
  readonly pattern: string;
  readonly path: string;
  readonly extract: Readonly<Record<string, string>> | null;
  readonly template?: string;
  readonly substitute?: string | null | { readonly message: string };
}

test('the names under /$/ and path patterns do what the vectors say', (t) =>
  runVectors<SystemVector | PatternVector>(t, {
    file: 'system-namers',
    run: (vector) => (vector.kind === 'system-namer' ? lookUp(vector) : match(vector)),
  }));

function lookUp({ path, expect }: SystemVector): void {
  const state = sample(systemNamer({ resolver: standInResolver }).lookup(Path.parse(path)));
  if (state.kind !== 'ok') throw new TypeError(`not expected to be ${state.kind}`);
  const tree = state.value;
  // Where the original throws there is nothing to compare: whatever we say differs.
  deepEqual({ state: 'ok', tree: treeVector(tree) }, { ...expect, tree: expect.tree && { ...expect.tree, addr: undefined } });
}

function treeVector(tree: NameTree<Name>): unknown {
  // The addresses are those of a stand-in.
  const addr = undefined;
  if (tree.kind !== 'leaf') return { type: tree.kind, addr };
  if (tree.value.kind === 'path') return { type: 'path', path: Path.show(tree.value.path), addr };
  const { id, residual } = tree.value.bound;
  return { type: 'bound', id: Path.show(id), residual: Path.show(residual), addr };
}

function match({ pattern, path, extract, template, substitute }: PatternVector): void {
  const values = compilePattern(pattern).match(Path.parse(path));
  deepEqual(values === undefined ? null : Object.fromEntries(values), extract);
  if (template === undefined || substitute === undefined) return;
  const filled = values === undefined ? undefined : compileTemplate(template).fill(values);
  if (substitute !== null && typeof substitute === 'object')
    throws(() => Path.parse(filled ?? ''), { message: substitute.message });
  else deepEqual(filled === undefined ? null : Path.show(Path.parse(filled)), substitute);
}
