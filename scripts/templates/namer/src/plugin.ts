import { defineNamer, type NamerPlugin } from '@namerd/plugin';
import { type SampleNamerConfig, sampleNamerSchema } from './config.ts';
import { SampleNamer } from './namer.ts';

/** The namer `io.namerd.sample`: names are the services of a Sample registry. */
export const sampleNamer: NamerPlugin<SampleNamerConfig> = defineNamer({
  kind: 'io.namerd.sample',
  defaultPrefix: '/io.namerd.sample',
  schema: sampleNamerSchema,
  create: (config, context) => new SampleNamer({ config, context }),
});
