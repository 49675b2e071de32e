import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineNamer, type NamerPlugin, NamingError } from '@namerd/plugin';
import { type FsConfig, fsSchema } from './config.ts';
import { FsNamer } from './namer.ts';

/**
 * The namer `io.l5d.fs`: names are files below a directory, with a line `host port` or `host port * weight` for each endpoint. `create`
 * throws `CONFIG` if the directory is not there.
 */
export const fsNamer: NamerPlugin<FsConfig> = defineNamer({
  kind: 'io.l5d.fs',
  defaultPrefix: '/io.l5d.fs',
  schema: fsSchema,
  create(config, context) {
    const rootDir = resolve(config.rootDir);
    // As in namerd, a root that is not there is a mistake in the configuration. Once running, it is an outage.
    if (statSync(rootDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
      const message = `rootDir: ${rootDir} is not an existing directory`;
      throw new NamingError('CONFIG', message, { details: { path: ['rootDir'] } });
    }
    return new FsNamer({ rootDir, context });
  },
});
