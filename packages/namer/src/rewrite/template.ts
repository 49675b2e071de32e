import type { Captures } from './pattern.ts';

/** A text with variables to fill in. */
export interface Template {
  /** The variables in order, as often as they occur. */
  readonly variables: readonly string[];
  /** The text with its variables replaced. A value is taken as it is, and a variable without one stays as it stands. */
  fill(values: Captures): string;
}

/** Whatever stands in braces: so that a name which no pattern can capture is found missing rather than taken literally. */
const braces = /\{([^{}]*)\}/;

/** Compiles a template such as `/k8s/{ns}/{service}`. */
export function compileTemplate(text: string): Template {
  const parts = text.split(braces);
  return {
    variables: parts.filter((_, i) => i % 2 === 1),
    fill: (values) => parts.map((part, i) => (i % 2 === 0 ? part : (values.get(part) ?? `{${part}}`))).join(''),
  };
}
