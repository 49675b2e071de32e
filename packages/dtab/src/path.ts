import { Label } from './label.ts';
import type { ParseOptions } from './limits.ts';
import { parsePath } from './parse/parse.ts';
import { showPath } from './tree/show.ts';

/** A sequence of labels: `/svc/users` has two, `/` has none. Plain data; make and take apart with the companion {@link Path}. */
export interface Path {
  readonly labels: readonly Label[];
}

const empty: Path = Object.freeze({ labels: Object.freeze([]) });

function ofLabels(labels: readonly Label[]): Path {
  return labels.length === 0 ? empty : { labels };
}

function startsWith(path: Path, prefix: Path): boolean {
  const { length } = prefix.labels;
  if (length > path.labels.length) return false;
  for (let i = 0; i < length; i++) if (path.labels[i] !== prefix.labels[i]) return false;
  return true;
}

/** Operations on {@link Path}. */
export const Path = {
  /** `/` */
  empty: empty as Path,

  /** Reads a path such as `/svc/users`; blanks and comments around it are ignored. Throws `PARSE`. */
  parse: (text: string, options?: ParseOptions): Path => parsePath(text, options),

  /** The path of these labels. */
  ofLabels: (labels: readonly Label[]): Path => ofLabels(labels),

  /** The path with these texts as labels, encoded as UTF-8 where they need it. Throws `PARSE` on an empty text. */
  of: (...texts: readonly string[]): Path => ofLabels(texts.map((text) => Label.of(text))),

  /** The canonical text: equal paths have equal texts. */
  show: (path: Path): string => showPath(path),

  /** Whether `prefix` is the beginning of `path`, label by label. */
  startsWith: (path: Path, prefix: Path): boolean => startsWith(path, prefix),

  /** The first `n` labels, or all if there are fewer. */
  take: (path: Path, n: number): Path => (n >= path.labels.length ? path : ofLabels(path.labels.slice(0, Math.max(0, n)))),

  /** All but the first `n` labels. */
  drop: (path: Path, n: number): Path => (n <= 0 ? path : ofLabels(path.labels.slice(n))),

  /** The labels of `a`, then those of `b`. */
  concat: (a: Path, b: Path): Path => {
    if (a.labels.length === 0) return b;
    return b.labels.length === 0 ? a : { labels: a.labels.concat(b.labels) };
  },

  /** Whether both have the same labels. */
  equals: (a: Path, b: Path): boolean => a === b || (a.labels.length === b.labels.length && startsWith(a, b)),
} as const;
