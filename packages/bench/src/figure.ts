/** What one figure came to. */
export interface Measured {
  readonly value: number;
  /** What stands behind the value, for the reader of the table: the two sides of a ratio, percentiles. */
  readonly detail: string;
}

/** One figure: measured as a ratio in one run where that is possible, so that it says the same on any machine. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  /** Such as `x`, `ms`, `bytes`. */
  readonly unit: string;
  /** What it must reach. Absent: only reported. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
  measure(): Promise<Measured>;
}

/** Whether the value is within the figure's limit. */
export function isMet(figure: Figure, value: number): boolean {
  if (figure.limit === undefined) return true;
  return 'atMost' in figure.limit ? value <= figure.limit.atMost : value >= figure.limit.atLeast;
}
