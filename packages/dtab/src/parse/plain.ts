import type { Dentry } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { NameTree, Weighted } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { empty, fail, neg } from '../tree/nodes.ts';
import { isShowable, skipBlank } from './characters.ts';
import { labelEnd, labelOf } from './label-text.ts';
import type { RecentLabels } from './recent-labels.ts';

const slash = 0x2f;
const star = 0x2a;
const backslash = 0x5c;
const dot = 0x2e;

/**
 * Reads what nearly every text consists of, ten times as fast as the grammar: everything but parentheses. It only ever accepts. At
 * anything else it gives up with `undefined`, and the grammar reads the same text from the same place: so it decides about no error,
 * and a property test holds the two against each other.
 */
export class PlainReader {
  readonly #text: string;
  readonly #recent: RecentLabels | undefined;
  /** Where it stands. Meaningless after it gave up. */
  at: number;

  /** With `recent`, equal labels are shared: worth it for long texts only. */
  constructor(text: string, at: number, recent?: RecentLabels) {
    this.#text = text;
    this.at = at;
    this.#recent = recent;
  }

  path(): Path | undefined {
    const labels = this.#elements(false);
    return labels === undefined ? undefined : { labels: labels as Label[] };
  }

  prefix(): readonly (Label | '*')[] | undefined {
    return this.#elements(true);
  }

  dentry(maxBranches: number): Dentry | undefined {
    const prefix = this.#elements(true);
    if (prefix === undefined) return undefined;
    this.#blank();
    if (!this.#text.startsWith('=>', this.at)) return undefined;
    this.at += 2;
    const dst = this.tree(maxBranches);
    return dst === undefined ? undefined : { prefix, dst };
  }

  tree(maxBranches: number): NameTree<Path> | undefined {
    const first = this.#union(maxBranches);
    if (first === undefined || this.#text[this.at] !== '|') return first;
    const trees = [first];
    while (this.#text[this.at] === '|') {
      this.at++;
      const next = this.#union(maxBranches);
      if (next === undefined || trees.length >= maxBranches) return undefined;
      trees.push(next);
    }
    return { kind: 'alt', trees };
  }

  /** Like the tree, ends behind the blanks that follow. */
  #union(maxBranches: number): NameTree<Path> | undefined {
    const first = this.#weighted();
    if (first === undefined) return undefined;
    if (this.#text[this.at] !== '&') return first.tree;
    const trees = [first];
    while (this.#text[this.at] === '&') {
      this.at++;
      const next = this.#weighted();
      if (next === undefined || trees.length >= maxBranches) return undefined;
      trees.push(next);
    }
    return { kind: 'union', trees };
  }

  #weighted(): Weighted<Path> | undefined {
    this.#blank();
    const weight = this.#weight();
    if (weight === undefined) return undefined;
    const tree = this.#simple();
    this.#blank();
    return tree === undefined ? undefined : { weight, tree };
  }

  /** 1 where there is no number. */
  #weight(): number | undefined {
    const start = this.at;
    let unit = this.#text.charCodeAt(start);
    let dots = 0;
    while ((unit >= 0x30 && unit <= 0x39) || unit === dot) {
      if (unit === dot) dots++;
      unit = this.#text.charCodeAt(++this.at);
    }
    if (this.at === start) return 1;
    if (dots > 1 || this.at - start === dots) return undefined;
    const weight = Number(this.#text.slice(start, this.at));
    this.#blank();
    if (!Number.isFinite(weight) || this.#text.charCodeAt(this.at) !== star) return undefined;
    this.at++;
    this.#blank();
    return weight;
  }

  #simple(): NameTree<Path> | undefined {
    switch (this.#text[this.at]) {
      case '/': {
        const value = this.path();
        return value === undefined ? undefined : { kind: 'leaf', value };
      }
      case '!':
        this.at++;
        return fail;
      case '~':
        this.at++;
        return neg;
      case '$':
        this.at++;
        return empty;
      default:
        return undefined;
    }
  }

  #elements(withStars: boolean): (Label | '*')[] | undefined {
    const text = this.#text;
    if (text.charCodeAt(this.at) !== slash) return undefined;
    const elements: (Label | '*')[] = [];
    do {
      const start = ++this.at;
      let unit = text.charCodeAt(start);
      if (withStars && unit === star) {
        this.at++;
        elements.push('*');
        continue;
      }
      let hash = 0;
      while (isShowable(unit)) {
        hash = (Math.imul(hash, 31) + unit) | 0;
        unit = text.charCodeAt(++this.at);
      }
      if (unit === backslash) {
        const label = this.#escaped(start);
        if (label === undefined) return undefined;
        elements.push(label);
      } else if (this.at > start)
        elements.push(this.#recent?.share(text, start, this.at, hash) ?? (text.slice(start, this.at) as Label));
      else if (elements.length > 0) return undefined;
      else return elements;
    } while (text.charCodeAt(this.at) === slash);
    return elements;
  }

  #escaped(start: number): Label | undefined {
    this.at = labelEnd(this.#text, start);
    if (this.at === start || this.#text.charCodeAt(this.at) === backslash) return undefined;
    return labelOf(this.#text.slice(start, this.at));
  }

  #blank(): void {
    this.at = skipBlank(this.#text, this.at);
  }
}
