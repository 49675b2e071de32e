import { configSchema, type Schema, z } from '@namerd/plugin';

/** The configuration of `io.l5d.fs`. */
export interface FsConfig {
  /** The directory whose files are the names. It must exist; a relative path begins at the working directory of the process. */
  readonly rootDir: string;
}

/** Decodes {@link FsConfig}. */
export const fsSchema: Schema<FsConfig> = configSchema(
  z.strictObject({
    rootDir: z.string().min(1).describe('The directory whose files are the names. It must exist.'),
  }),
);
