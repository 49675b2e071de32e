import type { Dentry } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { map } from '../tree/transform.ts';

/** What is kept of each dentry: the length of its prefix, and where the labels of its destination begin and end. */
const span = 3;

/**
 * What a lookup needs of the dentries, side by side. Following each dentry to its destination's labels instead takes six reads all over
 * the heap, which is most of what a lookup in a large table costs.
 */
export class Rewrites {
  readonly #dentries: readonly Dentry[];
  readonly #spans: Int32Array;
  readonly #labels: Label[] = [];

  constructor(dentries: readonly Dentry[]) {
    this.#dentries = dentries;
    this.#spans = new Int32Array(dentries.length * span);
  }

  /** Takes a dentry in. Once for each, before the others are asked about it. */
  add(entry: number): void {
    const dentry = this.#dentries[entry];
    if (dentry === undefined) return;
    this.#spans[entry * span] = dentry.prefix.length;
    this.#spans[entry * span + 1] = this.#labels.length;
    if (dentry.dst.kind === 'leaf') for (const label of dentry.dst.value.labels) this.#labels.push(label);
    this.#spans[entry * span + 2] = dentry.dst.kind === 'leaf' ? this.#labels.length : -1;
  }

  prefixLength(entry: number): number {
    return this.#spans[entry * span] ?? 0;
  }

  /** The destination, with what the prefix leaves of the labels at the end of each leaf. */
  rewrite(entry: number, labels: readonly Label[]): NameTree<Path> | undefined {
    const length = this.prefixLength(entry);
    const end = this.#spans[entry * span + 2] ?? -1;
    if (length < labels.length && end >= 0) {
      const start = this.#spans[entry * span + 1] ?? 0;
      return { kind: 'leaf', value: { labels: joined(this.#labels, start, end, labels, length) } };
    }
    const dst = this.#dentries[entry]?.dst;
    if (dst === undefined || length === labels.length) return dst;
    return map(dst, (path) => ({ labels: joined(path.labels, 0, path.labels.length, labels, length) }));
  }
}

function joined(first: readonly Label[], start: number, end: number, second: readonly Label[], from: number): readonly Label[] {
  const all: Label[] = [];
  for (let i = start; i < end; i++) all.push(first[i] as Label);
  for (let i = from; i < second.length; i++) all.push(second[i] as Label);
  return all;
}
