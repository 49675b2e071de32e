/** Bounds of what is parsed. Text beyond one of them is refused with `PARSE`, never with a stack overflow. */
export interface ParseLimits {
  /** Longest text, in UTF-16 units. */
  readonly maxTextLength: number;
  /** Deepest nesting of parentheses. Raise it no further than a third of {@link limits}' `maxTreeDepth`. */
  readonly maxDepth: number;
  /** Most alternatives in one alternation, and most branches in one union. */
  readonly maxBranches: number;
  /** Most dentries in one dtab. */
  readonly maxDentries: number;
}

/** Limits to use instead of the defaults in {@link limits}. */
export type ParseOptions = Partial<ParseLimits>;

/** The default limits of parsing, and the fixed bounds of everything else. */
export const limits: Readonly<ParseLimits & { maxTreeDepth: number; maxErrorContext: number; maxHeaderDentries: number }> = {
  /** 64 Mi UTF-16 units. */
  maxTextLength: 64 * 1024 * 1024,
  /** 256 parentheses deep. */
  maxDepth: 256,
  /** 100,000 branches. */
  maxBranches: 100_000,
  /** A million dentries. */
  maxDentries: 1_000_000,
  /** Deepest tree, in nodes, that the operations on name trees descend into; beyond it they throw `DEPTH_EXCEEDED`. */
  maxTreeDepth: 1_000,
  /** How much of a text an error message shows around the place where parsing stopped, in UTF-16 units. */
  maxErrorContext: 4096,
  /** Most dentries that `DtabHeaders.write` puts into a header. */
  maxHeaderDentries: 99,
};
