import { defineNamer, type NamerPlugin, rewritingNamer } from '@namerd/plugin';
import { type RewriteNamerConfig, rewriteNamerSchema } from './config.ts';

/** Turns names into other names by a pattern (`io.l5d.rewrite`). It has no default prefix: the configuration names one. */
export const rewriteNamer: NamerPlugin<RewriteNamerConfig> = defineNamer({
  kind: 'io.l5d.rewrite',
  schema: rewriteNamerSchema,
  create: (config) => rewritingNamer(config),
});
