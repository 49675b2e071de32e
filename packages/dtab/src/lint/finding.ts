/** What is odd about a dentry. Stable within a major version. */
export type FindingCode =
  | 'LOOP'
  | 'TOO_DEEP'
  | 'UNREACHABLE'
  | 'DUPLICATE'
  | 'SHADOWED'
  | 'DEAD_ALTERNATIVE'
  | 'ZERO_WEIGHT'
  | 'ALL_ZERO_UNION'
  | 'INCOMPLETE';

/**
 * Something that `lint` found.
 *
 * | code | severity | means | details |
 * |---|---|---|---|
 * | `LOOP` | error, or warning if an alternative may be found first | names rewrite one another without end | `cycle`: the paths; the last begins with the first |
 * | `TOO_DEEP` | warning | names need more rewrites than binding allows | `path`, `maxDepth` |
 * | `UNREACHABLE` | warning | a later dentry takes every name and never falls through | `by`: its index |
 * | `DUPLICATE` | warning | a later dentry is the same | `by` |
 * | `SHADOWED` | info | a later dentry has the same prefix: this one is its fallback | `by` |
 * | `DEAD_ALTERNATIVE` | warning | an alternative stands behind one that always ends the search | `alternative`: its text |
 * | `ZERO_WEIGHT` | info | a branch of a union gets no traffic | `branch`: its text |
 * | `ALL_ZERO_UNION` | warning | no branch has weight, so all get the same share | `union`: its text |
 * | `INCOMPLETE` | info | a limit was reached; later dentries may have more | `maxFindings` or `maxSteps` |
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence for people. */
  readonly message: string;
  /** Of the dentry in the dtab, from 0. */
  readonly index: number;
  /** Data for programs, by code. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** How much work `lint` may do. */
export interface LintOptions {
  /** Most findings to return. Default 1000. */
  readonly maxFindings?: number;
  /** Most rewrites to follow in search of loops. Default 10,000, and 10 more for each dentry. */
  readonly maxSteps?: number;
  /** How many rewrites of one name binding allows, 1000 at most. Default 100. */
  readonly maxDepth?: number;
}

/** Takes findings until there are enough. */
export class Findings {
  readonly #all: Finding[] = [];
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get isFull(): boolean {
    return this.#all.length >= this.#max;
  }

  add(finding: Finding): void {
    if (!this.isFull) this.#all.push(finding);
  }

  /** All of them by dentry, and a last one if there may be more. `end` is the number of dentries. */
  sorted(end: number): readonly Finding[] {
    const sorted = this.#all.toSorted((a, b) => a.index - b.index);
    if (!this.isFull) return sorted;
    const message = `stopped after ${this.#max} findings`;
    return [...sorted, { code: 'INCOMPLETE', severity: 'info', message, index: end, details: { maxFindings: this.#max } }];
  }
}
