import type { Path } from '@namerd/dtab';

/** What the variables of a pattern stood for. */
export type Captures = ReadonlyMap<string, string>;

/** A compiled path pattern. */
export interface PathPattern {
  /** The variables in order, each once. */
  readonly variables: readonly string[];
  /** What the variables stand for in a path that begins as the pattern says; `undefined` if it does not. */
  match(path: Path): Captures | undefined;
}

/** Matches one label and notes what its variables stand for. */
type Segment = (label: string, found: Map<string, string>) => boolean;

/** A variable in braces. */
const variable = /\{([0-9A-Za-z.:;<=>?@[\\\]^_]+)\}/;

/**
 * Compiles a pattern such as `/{ns}/{service}-{version}`. It matches the beginning of a path, label by label, each as it is shown: `*`
 * is any label, a variable any text within a label (the first as much as it can), everything else itself. Leading slashes and one
 * trailing slash do not count; an empty segment in the middle matches nothing.
 */
export function compilePattern(pattern: string): PathPattern {
  const text = pattern.replace(/^\/+/, '').replace(/\/$/, '');
  const segments = text === '' ? [] : text.split('/');
  const variables = new Set<string>();
  const matchers = segments.map((segment) => compileSegment(segment, variables));
  return {
    variables: [...variables],
    match({ labels }) {
      if (labels.length < matchers.length) return undefined;
      const found = new Map<string, string>();
      return matchers.every((matches, i) => matches(labels[i] ?? '', found)) ? found : undefined;
    },
  };
}

function compileSegment(segment: string, variables: Set<string>): Segment {
  if (segment === '*') return () => true;
  // Split at a pattern with one group: literals at even places, variables at odd ones.
  const parts = segment.split(variable);
  if (parts.length === 1) return (label) => label === segment;
  const literals = parts.filter((_, i) => i % 2 === 0);
  const names = parts.filter((_, i) => i % 2 === 1);
  for (const name of names) variables.add(name);
  return (label, found) => matchLiterals(label, literals, names, found);
}

/**
 * Finds the literals in the label, the first at its beginning and the last at its end. The others are looked for from the right, each
 * as far right as it can stand: that gives the first variable the most, then the second, in time proportional to the label.
 */
function matchLiterals(
  label: string,
  literals: readonly string[],
  names: readonly string[],
  found: Map<string, string>,
): boolean {
  const head = literals[0] ?? '';
  const tail = literals.at(-1) ?? '';
  if (!label.startsWith(head) || !label.endsWith(tail) || label.length < head.length + tail.length) return false;
  const values: string[] = [];
  let end = label.length - tail.length;
  for (const literal of literals.slice(1, -1).reverse()) {
    const start = end - literal.length < head.length ? -1 : label.lastIndexOf(literal, end - literal.length);
    if (start < head.length) return false;
    values.unshift(label.slice(start + literal.length, end));
    end = start;
  }
  values.unshift(label.slice(head.length, end));
  for (const [i, name] of names.entries()) found.set(name, values[i] ?? '');
  return true;
}
