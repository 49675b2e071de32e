import { configSchema, type Schema, z } from '@namerd/plugin';

/** The configuration of `io.namerd.sample`, decoded. */
export interface SampleNamerConfig {
  /** Where the registry answers. */
  readonly url: string;
  /** How often an observed name is asked for. */
  readonly intervalMs: number;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/** Decodes {@link SampleNamerConfig}. */
export const sampleNamerSchema: Schema<SampleNamerConfig> = configSchema(
  // FILL IN: what your backend needs to be reached. Unknown keys are refused, and all mistakes are told at once.
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('Where the registry answers.'),
    intervalMs: z.int().min(10).max(3_600_000).default(1_000).describe('How often an observed name is asked for.'),
    timeoutMs: z.int().min(10).max(600_000).default(5_000).describe('How long an answer may take.'),
  }),
);
