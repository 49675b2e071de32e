import type { Label } from '../label.ts';

/** How many to remember: a power of two. */
const slots = 1024;

/** The labels read lately. Most labels of a dtab repeat; sharing them saves memory, and makes comparing them a glance. */
export class RecentLabels {
  readonly #labels: Label[] = Array.from({ length: slots }, () => '' as Label);

  /** The label that stands in a text from `start` to `end`: one read before, if there was the same lately. */
  share(text: string, start: number, end: number, hash: number): Label {
    const slot = hash & (slots - 1);
    const before = this.#labels[slot];
    if (before?.length === end - start && text.startsWith(before, start)) return before;
    const label = text.slice(start, end) as Label;
    this.#labels[slot] = label;
    return label;
  }
}
