import { configSchema, type Schema, z } from '@namerd/plugin';

/** The configuration of `io.namerd.sample`, decoded. */
export interface SampleStoreConfig {
  /** Where the service answers. */
  readonly url: string;
  /** How long the service may hold a question that waits for a change. */
  readonly waitMs: number;
  /** How long any other answer may take. */
  readonly timeoutMs: number;
}

/** Decodes {@link SampleStoreConfig}. */
export const sampleStoreSchema: Schema<SampleStoreConfig> = configSchema(
  // FILL IN: what your backend needs to be reached. Unknown keys are refused, and all mistakes are told at once.
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('Where the service answers.'),
    waitMs: z.int().min(100).max(600_000).default(30_000).describe('How long the service may hold a question for a change.'),
    timeoutMs: z.int().min(10).max(600_000).default(5_000).describe('How long any other answer may take.'),
  }),
);
