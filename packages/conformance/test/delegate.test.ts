import { deepEqual } from 'node:assert/strict';
import type { State } from '@namerd/activity';
import { runVectors } from '@namerd/conformance';
import { Dentry, Dtab, NameTree, Path } from '@namerd/dtab';
import {
  type Bound,
  createInterpreter,
  type DelegateNode,
  type DelegateTree,
  findInDelegation,
  simplifyDelegation,
  systemNamer,
} from '@namerd/namer';
import test from 'ava';
import { type NamerVector, sample, scriptedNamers, standInResolver } from './support/namers.ts';

interface TreeVector {
  readonly type: DelegateTree<unknown>['kind'];
  readonly path: string;
  readonly dentry?: { readonly prefix: string; readonly dst: string } | null;
  readonly delegate?: TreeVector;
  readonly alt?: readonly TreeVector[];
  readonly union?: readonly { readonly weight: number; readonly tree: TreeVector }[];
  readonly id?: string;
  readonly residual?: string;
  readonly message?: string;
  readonly name?: string;
  readonly value?: string;
  readonly tree?: TreeVector;
}

interface DelegateVector {
  readonly kind: 'delegate' | 'simplify' | 'find';
  readonly dtab?: string;
  readonly baseDtab?: string;
  readonly path?: string;
  readonly tree?: string | TreeVector;
  readonly namers?: readonly NamerVector[];
  readonly value?: string;
  readonly expect: unknown;
}

test('names are explained as the vectors say', (t) => runVectors<DelegateVector>(t, { file: 'delegate', run }));

function run(vector: DelegateVector): void {
  if (vector.kind === 'delegate') {
    deepEqual(stateVector(explained(vector)), expected(vector.expect));
    return;
  }
  const tree = read(vector.tree as TreeVector);
  if (vector.kind === 'simplify') {
    deepEqual(write(simplifyDelegation(tree), written), expected(vector.expect));
    return;
  }
  const steps = findInDelegation(tree, (value) => value === vector.value);
  deepEqual(steps?.map(({ path, by }) => [Path.show(path), by]) ?? null, vector.expect);
}

function explained({ namers, baseDtab, dtab, path, tree }: DelegateVector): State<DelegateTree<Bound>> {
  const system = systemNamer({ resolver: standInResolver });
  const interpreter = createInterpreter(scriptedNamers(namers).mounts, { system });
  const table = Dtab.concat(Dtab.parse(baseDtab ?? ''), Dtab.parse(dtab ?? ''));
  const explanation =
    typeof tree === 'string'
      ? interpreter.delegateTree(table, NameTree.parse(tree))
      : interpreter.delegate(table, Path.parse(path ?? ''));
  return sample(explanation);
}

function stateVector(state: State<DelegateTree<Bound>>): unknown {
  if (state.kind === 'pending') return 'pending';
  if (state.kind === 'failed') return { state: 'failed', error: state.error.message };
  return write(state.value, ({ id, residual }) => ({ id: Path.show(id), residual: Path.show(residual) }));
}

function written(value: string): { value: string } {
  return { value };
}

/** An explanation as the vectors write it. */
function write<T>(tree: DelegateTree<T>, leaf: (value: T) => object): object {
  const at = {
    type: tree.kind,
    path: Path.show(tree.path),
    ...(tree.kind === 'transformation' ? {} : { dentry: tree.dentry === undefined ? null : Dentry.show(tree.dentry) }),
  };
  switch (tree.kind) {
    case 'delegate':
      return { ...at, delegate: write(tree.tree, leaf) };
    case 'leaf':
      return { ...at, ...leaf(tree.value) };
    case 'alt':
      return { ...at, alt: tree.trees.map((child) => write(child, leaf)) };
    case 'union':
      return { ...at, union: tree.trees.map((branch) => ({ weight: branch.weight, tree: write(branch.tree, leaf) })) };
    case 'exception':
      return { ...at, message: tree.error.message };
    case 'transformation':
      return { ...at, name: tree.name, ...leaf(tree.before), tree: write(tree.tree, leaf) };
    default:
      return at;
  }
}

/** What a vector expects, with its dentries in our own text: theirs round weights to two decimals. */
function expected(vector: unknown): unknown {
  const tree = vector as { kind?: unknown; state?: string };
  if (tree.state === 'failed') {
    const { kind: _, ...rest } = tree;
    return rest;
  }
  return JSON.parse(
    JSON.stringify(vector, (key, value: unknown) => {
      if (key !== 'dentry' || value === null) return value;
      return Dentry.show(dentry(value as { prefix: string; dst: string }));
    }),
  );
}

function read(vector: TreeVector): DelegateTree<string> {
  const path = Path.parse(vector.path);
  const node: DelegateNode = vector.dentry ? { path, dentry: dentry(vector.dentry) } : { path };
  switch (vector.type) {
    case 'delegate':
      return { ...node, kind: 'delegate', tree: read(given(vector.delegate)) };
    case 'leaf':
      return { ...node, kind: 'leaf', value: given(vector.value) };
    case 'alt':
      return { ...node, kind: 'alt', trees: given(vector.alt).map(read) };
    case 'union':
      return { ...node, kind: 'union', trees: given(vector.union).map(({ weight, tree }) => ({ weight, tree: read(tree) })) };
    case 'exception':
      return { ...node, kind: 'exception', error: new Error(given(vector.message)) };
    case 'transformation':
      return {
        ...node,
        kind: 'transformation',
        name: given(vector.name),
        before: given(vector.value),
        tree: read(given(vector.tree)),
      };
    default:
      return { ...node, kind: vector.type };
  }
}

function dentry({ prefix, dst }: { readonly prefix: string; readonly dst: string }): Dentry {
  return Dentry.parse(`${prefix} => ${dst}`);
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the vector lacks a field');
  return value;
}
