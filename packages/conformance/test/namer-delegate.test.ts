import { deepEqual } from 'node:assert/strict';
import { runVectors } from '@namerd/conformance';
import { Dentry, Path } from '@namerd/dtab';
import { type DelegateNode, type DelegateTree, findInDelegation, simplifyDelegation } from '@namerd/namer';
import test from 'ava';

/** `{ delegate: { path, dentry, tree } }`: one key, the kind of the node. */
type TreeVector = { readonly [K in DelegateTree<string>['kind']]?: NodeVector };

interface NodeVector {
  readonly path: string;
  readonly dentry?: string;
  readonly tree?: TreeVector;
  readonly trees?: readonly (TreeVector | { readonly weight: number; readonly tree: TreeVector })[];
  readonly name?: string;
  readonly value?: string;
}

test('explanations are simplified as the vectors say', (t) =>
  runVectors<{ in: TreeVector; out: TreeVector }>(t, {
    file: 'namer-delegate',
    sections: ['simplify'],
    run: (vector) => deepEqual(write(simplifyDelegation(read(vector.in))), vector.out),
  }));

test('leaves are found in explanations as the vectors say', (t) =>
  runVectors<{ tree: TreeVector; leaf: string; expect: unknown }>(t, {
    file: 'namer-delegate',
    sections: ['find'],
    run(vector) {
      const steps = findInDelegation(read(vector.tree), (value) => value === vector.leaf);
      deepEqual(steps?.map(({ path, by }) => [Path.show(path), by]) ?? null, vector.expect);
    },
  }));

function read(vector: TreeVector): DelegateTree<string> {
  const [entry] = Object.entries(vector) as [DelegateTree<string>['kind'], NodeVector][];
  if (entry === undefined) throw new TypeError('a node has a kind');
  const [kind, { path: text, dentry, tree, trees = [], name = '', value = '' }] = entry;
  const path = Path.parse(text);
  const node: DelegateNode = dentry ? { path, dentry: Dentry.parse(dentry) } : { path };
  switch (kind) {
    case 'delegate':
      return { ...node, kind, tree: read(tree ?? {}) };
    case 'leaf':
      return { ...node, kind, value: text };
    case 'alt':
      return { ...node, kind, trees: trees.map((child) => read(child as TreeVector)) };
    case 'union':
      return {
        ...node,
        kind,
        trees: trees.map((child) => {
          if (!('weight' in child)) throw new TypeError('a branch of a union has a weight');
          return { weight: child.weight, tree: read(child.tree) };
        }),
      };
    case 'transformation':
      return { ...node, kind, name, before: value, tree: read(tree ?? {}) };
    case 'exception':
      return { ...node, kind, error: new Error(value) };
    default:
      return { ...node, kind };
  }
}

function write(tree: DelegateTree<string>): TreeVector {
  const at = { path: Path.show(tree.path), dentry: tree.dentry === undefined ? '' : Dentry.show(tree.dentry) };
  switch (tree.kind) {
    case 'delegate':
      return { delegate: { ...at, tree: write(tree.tree) } };
    case 'alt':
      return { alt: { ...at, trees: tree.trees.map(write) } };
    case 'union':
      return { union: { ...at, trees: tree.trees.map((branch) => ({ weight: branch.weight, tree: write(branch.tree) })) } };
    case 'transformation':
      return { transformation: { path: at.path, name: tree.name, value: tree.before, tree: write(tree.tree) } };
    default:
      return { [tree.kind]: at };
  }
}
