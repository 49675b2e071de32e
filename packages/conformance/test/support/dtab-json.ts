import assert from 'node:assert/strict';
import { Label, type NameTree, Path, type Prefix } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';

/** A name tree as the vector files about the language write it. */
export type TreeJson =
  | { readonly type: 'leaf'; readonly path: string }
  | { readonly type: 'leaf'; readonly id: string }
  | { readonly type: 'neg' | 'fail' | 'empty' }
  | { readonly type: 'alt'; readonly trees: readonly TreeJson[] }
  | { readonly type: 'union'; readonly trees: readonly { readonly weight: number | string; readonly tree: TreeJson }[] };

/** An element of a path or a prefix in hex. */
export type ElementJson = { readonly hex: string; readonly utf8: string | null } | { readonly any: true };

/** The tree that a vector means, built without the parser (except for the paths). */
export function treeOf(json: TreeJson): NameTree<Path> {
  return treeWith(json, (leaf) => Path.parse('path' in leaf ? leaf.path : leaf.id));
}

/** The same with other leaves. */
export function treeWith<T>(json: TreeJson, leaf: (json: TreeJson & { type: 'leaf' }) => T): NameTree<T> {
  switch (json.type) {
    case 'leaf':
      return { kind: 'leaf', value: leaf(json) };
    case 'alt':
      return { kind: 'alt', trees: json.trees.map((tree) => treeWith(tree, leaf)) };
    case 'union':
      return {
        kind: 'union',
        trees: json.trees.map(({ weight, tree }) => ({ weight: Number(weight), tree: treeWith(tree, leaf) })),
      };
    default:
      return { kind: json.type };
  }
}

/** Elements as the vectors write them. */
export function elementsOf(elements: Prefix): readonly ElementJson[] {
  return elements.map((element) => {
    if (element === '*') return { any: true };
    const bytes = Label.bytes(element);
    const isUtf8 = Buffer.from(Label.text(element)).equals(bytes);
    return { hex: Buffer.from(bytes).toString('hex'), utf8: isUtf8 ? Label.text(element) : null };
  });
}

/** An error as the vectors about parsing write it. */
export interface ErrorJson {
  readonly message: string;
  readonly expected?: string;
  readonly index?: number;
}

/** Holds an expected failure against what `run` throws: the whole message, and the place if the vector says one. */
export function assertFails(expected: ErrorJson, run: () => unknown): void {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(NamingError.is(error, 'PARSE'), `expected PARSE, got ${String(error)}`);
  assert.equal(error.message, expected.message);
  if (expected.index !== undefined) assert.equal(error.details['offset'], expected.index);
  if (expected.expected !== undefined) assert.equal(error.details['expected'], expected.expected);
}

/** What comes of reading what was shown: the same, something else, or an error. */
export function reparse<T>(
  value: T,
  show: (value: T) => string,
  parse: (text: string) => T,
  equals: (a: T, b: T) => boolean,
): string {
  let again: T;
  try {
    again = parse(show(value));
  } catch {
    return 'error';
  }
  return equals(value, again) ? 'equal' : 'different';
}
