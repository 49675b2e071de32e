import { Label } from './label.ts';

/** A sequence of labels: `/svc/users` has two, `/` has none. Plain data; make and take apart with the companion {@link Path}. */
export interface Path {
  readonly labels: readonly Label[];
}

const empty: Path = Object.freeze({ labels: Object.freeze([]) });

function ofLabels(labels: readonly Label[]): Path {
  return labels.length === 0 ? empty : { labels };
}

/** Operations on {@link Path}. */
export const Path = {
  /** `/` */
  empty: empty as Path,

  /** The path of these labels. */
  ofLabels: (labels: readonly Label[]): Path => ofLabels(labels),

  /** The path with these texts as labels, encoded as UTF-8 where they need it. Throws `PARSE` on an empty text. */
  of(...texts: string[]): Path {
    return ofLabels(texts.map(Label.of));
  },

  /** The canonical text: equal paths have equal texts. */
  show(path: Path): string {
    return `/${path.labels.join('/')}`;
  },

  /** Whether `prefix` is the beginning of `path`, label by label. */
  startsWith(path: Path, prefix: Path): boolean {
    return prefix.labels.length <= path.labels.length && prefix.labels.every((label, i) => label === path.labels[i]);
  },

  take(path: Path, n: number): Path {
    return n >= path.labels.length ? path : ofLabels(path.labels.slice(0, n));
  },

  drop(path: Path, n: number): Path {
    return n <= 0 ? path : ofLabels(path.labels.slice(n));
  },

  concat(a: Path, b: Path): Path {
    if (a.labels.length === 0) return b;
    return b.labels.length === 0 ? a : { labels: [...a.labels, ...b.labels] };
  },

  equals(a: Path, b: Path): boolean {
    return a === b || (a.labels.length === b.labels.length && a.labels.every((label, i) => label === b.labels[i]));
  },
} as const;
