import { configSchema, type Schema, z } from '@namerd/plugin';

/** Configuration of the store, decoded. */
export interface SqliteStoreConfig {
  /** The database file, absolute or relative to the working directory. Made on first use; its folder must exist. */
  readonly path: string;
  /** How often to look for writes of other processes while something is observed, in milliseconds: 10 to 10,000. Default 200. */
  readonly pollMs: number;
  /** How long a write waits for the lock that another process holds, in milliseconds, before it rejects with `TIMEOUT`: 0 to 60,000. Default 5,000. */
  readonly busyTimeoutMs: number;
}

const path = z
  .string()
  .min(1)
  .refine((text) => text !== ':memory:', 'must be a file: to keep dtabs in memory there is io.l5d.inMemory')
  .describe('The database file. Made on first use; its folder must exist.');

/** Reads the configuration. */
export const sqliteStoreSchema: Schema<SqliteStoreConfig> = configSchema(
  z.strictObject({
    path,
    pollMs: z
      .int()
      .min(10)
      .max(10_000)
      .default(200)
      .describe('How often to look for writes of other processes, in milliseconds.'),
    busyTimeoutMs: z
      .int()
      .min(0)
      .max(60_000)
      .default(5_000)
      .describe('How long a write waits for the lock of another process, in milliseconds.'),
  }),
);
