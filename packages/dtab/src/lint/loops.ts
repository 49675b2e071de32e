import type { Dtab } from '../dtab.ts';
import type { Label } from '../label.ts';
import type { DentryIndex } from '../lookup/dentry-index.ts';
import { indexOf } from '../lookup/tables.ts';
import type { NameTree } from '../name-tree.ts';
import { Path } from '../path.ts';
import { deeper } from '../tree/depth.ts';
import { neg } from '../tree/nodes.ts';
import { showPath } from '../tree/show.ts';
import type { Findings } from './finding.ts';
import { genericName } from './reach.ts';

/** A name on the way, and whether it is reached without regard to what other names come to. */
interface Step {
  readonly path: Path;
  readonly isCertain: boolean;
}

/** A name that another is rewritten to. */
interface Next extends Step {
  /** Of the dentry that does it. */
  readonly index: number;
}

export interface LoopOptions {
  readonly maxSteps: number;
  readonly maxDepth: number;
}

/**
 * Follows the names that the prefixes stand for. A name that comes back to itself, or to itself with more labels at the end, does so for
 * ever: whatever rewrites a name also rewrites a longer one. Each name is followed once, so the work is bounded by their number.
 */
export class LoopSearch {
  readonly #dtab: Dtab;
  readonly #findings: Findings;
  readonly #options: LoopOptions;
  readonly #table: DentryIndex;
  readonly #followed = new Set<string>();
  readonly #chain: Step[] = [];
  #steps = 0;

  constructor(dtab: Dtab, findings: Findings, options: LoopOptions) {
    this.#dtab = dtab;
    this.#findings = findings;
    this.#options = options;
    this.#table = indexOf(dtab.dentries);
  }

  *steps(stride: number): Iterable<void> {
    yield* this.#table.prepare(stride);
    for (const [index, { prefix }] of this.#dtab.dentries.entries()) {
      if (this.#findings.isFull) return;
      if (this.#steps >= this.#options.maxSteps) {
        this.#addIncomplete(index);
        return;
      }
      this.#follow({ path: { labels: genericName(prefix) }, isCertain: true, index });
      if (index % stride === 0) yield;
    }
  }

  #follow(step: Next): void {
    const start = this.#chain.findIndex(({ path }) => Path.startsWith(step.path, path));
    const text = showPath(step.path);
    if (start !== -1) {
      this.#addLoop(start, step);
    } else if (!this.#followed.has(text) && this.#steps < this.#options.maxSteps) {
      if (this.#chain.length >= this.#options.maxDepth) this.#addTooDeep(step);
      else this.#followNext(step, text);
    }
  }

  #followNext(step: Next, text: string): void {
    this.#followed.add(text);
    this.#chain.push(step);
    const following = this.#nextOf(step.path.labels);
    this.#steps += following.length + 1;
    for (const next of following) this.#follow(next);
    this.#chain.pop();
  }

  #nextOf(labels: readonly Label[]): readonly Next[] {
    const found = this.#table.find(labels);
    const indexes = typeof found === 'number' ? [found].filter((index) => index !== -1) : found;
    return indexes.flatMap((index, place) => {
      const tree = this.#table.rewrite(index, labels) ?? neg;
      return leavesOf(tree, place === 0, 0).map((leaf) => ({ ...leaf, index }));
    });
  }

  #addLoop(start: number, { path, isCertain, index }: Next): void {
    const steps = this.#chain.slice(start);
    const cycle = [...steps.map((step) => readable(step.path)), readable(path)];
    const isSure = isCertain && steps.slice(1).every((step) => step.isCertain);
    this.#findings.add({
      code: 'LOOP',
      severity: isSure ? 'error' : 'warning',
      message: `names rewrite one another without end: ${cycle.join(' → ')}`,
      index,
      details: { cycle },
    });
  }

  #addTooDeep({ path, index }: Next): void {
    const { maxDepth } = this.#options;
    this.#findings.add({
      code: 'TOO_DEEP',
      severity: 'warning',
      message: `${readable(path)} is reached only after ${maxDepth} rewrites: too many for binding`,
      index,
      details: { path: readable(path), maxDepth },
    });
  }

  #addIncomplete(index: number): void {
    const { maxSteps } = this.#options;
    this.#findings.add({
      code: 'INCOMPLETE',
      severity: 'info',
      message: `gave up looking for loops after ${maxSteps} rewrites`,
      index,
      details: { maxSteps },
    });
  }
}

/** `*` stands for the labels that may be any. */
function readable(path: Path): string {
  return `/${path.labels.map((label) => label || '*').join('/')}`;
}

function leavesOf(tree: NameTree<Path>, isCertain: boolean, depth: number): readonly Step[] {
  switch (tree.kind) {
    case 'leaf':
      return [{ path: tree.value, isCertain }];
    case 'alt':
      return tree.trees.flatMap((child, i) => leavesOf(child, isCertain && i === 0, deeper(depth)));
    case 'union':
      return tree.trees.flatMap(({ tree: child }) => leavesOf(child, isCertain, deeper(depth)));
    default:
      return [];
  }
}
