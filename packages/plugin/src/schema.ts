/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Where, from the root of what was decoded: `['namers', 0, 'port']`. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what was expected, in one line. */
  readonly message: string;
  /** For an unknown key: the nearest known one. */
  readonly nearest?: string;
}

/** What came of decoding: the configuration with its defaults, or everything that is wrong with it. */
export type Decoded<C> =
  | { readonly ok: true; readonly value: C }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads a part of the configuration. Made by `configSchema` from a zod schema. */
export interface Schema<out C> {
  decode(input: unknown): Decoded<C>;
  /** For editors, and for the table in the README. */
  readonly jsonSchema: object;
}
