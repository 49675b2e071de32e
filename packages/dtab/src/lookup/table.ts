import type { Dentry } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import type { DentryIndex } from './dentry-index.ts';
import { matchesFrom } from './matches-from.ts';
import { Rewrites } from './rewrites.ts';

/** The dentries that share the elements up to some depth, or the number of the only one. */
type Branch = Node | number;

/** Dentries whose prefixes share their first `depth` elements. Divided by the next element when a lookup first comes by. */
class Node {
  readonly depth: number;
  readonly entries: number[];
  /** How many of the entries have been divided. */
  divided = 0;
  /** Those whose prefix ends here, in order. */
  readonly ends: number[] = [];
  /** An object and not a `Map`: with labels that were looked up before, it is several times as fast when there are many. */
  readonly byLabel: Record<Label, Branch> = Object.create(null);
  wildcard: Node | undefined;
  /** All branches that are nodes. */
  readonly children: Node[] = [];

  constructor(depth: number, entries: number[]) {
    this.depth = depth;
    this.entries = entries;
  }

  /** How many entries are left to divide. */
  get pending(): number {
    return this.entries.length - this.divided;
  }

  /** Divides at most `count` of them. */
  divide(dentries: readonly Dentry[], rewrites: Rewrites, count: number): void {
    const end = Math.min(this.entries.length, this.divided + count);
    for (; this.divided < end; this.divided++) {
      const entry = this.entries[this.divided] ?? 0;
      if (this.depth === 0) rewrites.add(entry);
      this.#place(entry, dentries);
    }
    if (this.pending > 0) return;
    this.entries.length = 0;
    this.divided = 0;
  }

  #place(entry: number, dentries: readonly Dentry[]): void {
    const element = dentries[entry]?.prefix[this.depth];
    if (element === undefined) {
      this.ends.push(entry);
    } else if (element === '*') {
      this.wildcard ??= this.#child([]);
      this.wildcard.entries.push(entry);
    } else {
      const branch = this.byLabel[element];
      if (branch === undefined) this.byLabel[element] = entry;
      else if (typeof branch === 'object') branch.entries.push(entry);
      else this.byLabel[element] = this.#child([branch, entry]);
    }
  }

  #child(entries: number[]): Node {
    const child = new Node(this.depth + 1, entries);
    this.children.push(child);
    return child;
  }
}

/**
 * Finds the dentries that match a path in time that grows with the path and the matches, not with the table: a trie of prefix
 * elements with a branch for `*`, divided level by level as lookups need it. The dentries must not change.
 */
export class Table implements DentryIndex {
  readonly dentries: readonly Dentry[];
  readonly #root: Node;
  readonly #rewrites: Rewrites;

  constructor(dentries: readonly Dentry[]) {
    this.dentries = dentries;
    const entries: number[] = [];
    for (let i = 0; i < dentries.length; i++) entries.push(i);
    this.#root = new Node(0, entries);
    this.#rewrites = new Rewrites(dentries);
  }

  find(labels: readonly Label[]): number | readonly number[] {
    let only = -1;
    let several: number[] | undefined;
    const waiting: Node[] = [];
    for (let node: Node | undefined = this.#root; node !== undefined; ) {
      if (node.pending > 0) node.divide(this.dentries, this.#rewrites, node.pending);
      for (const entry of node.ends) {
        if (only === -1) only = entry;
        else several = extended(several, only, entry);
      }
      const label: Label | undefined = labels[node.depth];
      const branch: Branch | undefined = label === undefined ? undefined : node.byLabel[label];
      if (typeof branch === 'number' && this.#matches(branch, labels, node.depth + 1)) {
        if (only === -1) only = branch;
        else several = extended(several, only, branch);
      }
      if (label !== undefined && node.wildcard !== undefined) waiting.push(node.wildcard);
      node = typeof branch === 'object' ? branch : waiting.pop();
    }
    return several === undefined ? only : several.sort((a, b) => b - a);
  }

  *prepare(stride: number): Iterable<void> {
    const waiting: Node[] = [this.#root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      while (node.pending > 0) {
        node.divide(this.dentries, this.#rewrites, stride);
        yield;
      }
      for (const child of node.children) if (child.pending > stride) waiting.push(child);
    }
  }

  rewrite(entry: number, labels: readonly Label[]): NameTree<Path> | undefined {
    return this.#rewrites.rewrite(entry, labels);
  }

  /** Whether a dentry matches, given that the first `depth` elements of its prefix do. */
  #matches(entry: number, labels: readonly Label[], depth: number): boolean {
    return this.#rewrites.prefixLength(entry) <= depth || matchesFrom(this.dentries[entry]?.prefix ?? [], labels, depth);
  }
}

function extended(list: number[] | undefined, first: number, next: number): number[] {
  if (list === undefined) return [first, next];
  list.push(next);
  return list;
}
