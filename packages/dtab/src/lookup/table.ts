import type { Dentry, Prefix } from '../dentry.ts';
import type { Label } from '../label.ts';

/** The dentries that share the elements up to some depth, or the number of the only one. */
type Branch = Node | number;

/** Dentries whose prefixes share their first `depth` elements. Divided by the next element when a lookup first comes by. */
class Node {
  readonly depth: number;
  readonly entries: number[];
  /** Those whose prefix ends here, in order. */
  ends: number[] = [];
  byLabel: Map<Label, Branch> | undefined;
  wildcard: Branch | undefined;

  constructor(depth: number, entries: number[]) {
    this.depth = depth;
    this.entries = entries;
  }

  divide(dentries: readonly Dentry[]): Map<Label, Branch> {
    const byLabel = new Map<Label, Branch>();
    for (const entry of this.entries) {
      const element = prefixOf(dentries, entry)[this.depth];
      if (element === undefined) this.ends.push(entry);
      else if (element === '*') this.wildcard = this.#joined(this.wildcard, entry);
      else {
        const before = byLabel.get(element);
        if (typeof before === 'object') before.entries.push(entry);
        else byLabel.set(element, this.#joined(before, entry));
      }
    }
    this.entries.length = 0;
    this.byLabel = byLabel;
    return byLabel;
  }

  #joined(before: Branch | undefined, entry: number): Branch {
    if (before === undefined) return entry;
    if (typeof before === 'number') return new Node(this.depth + 1, [before, entry]);
    before.entries.push(entry);
    return before;
  }
}

function prefixOf(dentries: readonly Dentry[], entry: number): Prefix {
  return dentries[entry]?.prefix ?? [];
}

/**
 * Finds the dentries that match a path in time that grows with the path and the matches, not with the table: a trie of prefix
 * elements with a branch for `*`, divided level by level as lookups need it. The dentries must not change.
 */
export class Table {
  readonly dentries: readonly Dentry[];
  readonly #root: Node;

  constructor(dentries: readonly Dentry[]) {
    this.dentries = dentries;
    this.#root = new Node(0, Array.from(dentries.keys()));
  }

  /** Adds the matching dentries to `found`, the last one first. */
  collect(labels: readonly Label[], found: Dentry[]): void {
    const matches: number[] = [];
    const waiting: Node[] = [];
    for (let node: Node | undefined = this.#root; node !== undefined; node = waiting.pop()) {
      const byLabel = node.byLabel ?? node.divide(this.dentries);
      for (const entry of node.ends) matches.push(entry);
      const label = labels[node.depth];
      if (label === undefined) continue;
      this.#follow(node.wildcard, node.depth + 1, labels, waiting, matches);
      this.#follow(byLabel.get(label), node.depth + 1, labels, waiting, matches);
    }
    if (matches.length > 1) matches.sort((a, b) => b - a);
    for (const entry of matches) {
      const dentry = this.dentries[entry];
      if (dentry !== undefined) found.push(dentry);
    }
  }

  #follow(branch: Branch | undefined, depth: number, labels: readonly Label[], waiting: Node[], matches: number[]): void {
    if (branch === undefined) return;
    if (typeof branch === 'object') waiting.push(branch);
    else if (matchesFrom(prefixOf(this.dentries, branch), labels, depth)) matches.push(branch);
  }
}

/** Whether a prefix matches, given that its first `depth` elements do. */
function matchesFrom(prefix: Prefix, labels: readonly Label[], depth: number): boolean {
  if (prefix.length > labels.length) return false;
  for (let i = depth; i < prefix.length; i++) if (prefix[i] !== '*' && prefix[i] !== labels[i]) return false;
  return true;
}
