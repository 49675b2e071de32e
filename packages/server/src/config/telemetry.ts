import { configSchema, port, type Schema, z } from '@namerd/plugin';
import { decodeEntry, type Keys, readKind, typeName } from './entry.ts';
import { experimentalMessage, experimentalSchema } from './experimental.ts';
import type { Findings } from './findings.ts';

interface Telemeter {
  /** Made when it is needed: most configurations have no telemeters. */
  schema(): Schema<unknown>;
  readonly isExperimental?: boolean;
  /** Why it has no effect. */
  readonly effect: string;
}

const notYet = 'is not yet supported and has no effect';
const tracer = "defines a tracer but namerd doesn't support tracing";

/** The telemeters of namerd. A configuration that has them is accepted, so that it can be shared; each is answered with a warning. */
const telemeters: Readonly<Record<string, Telemeter>> = {
  'io.l5d.prometheus': {
    schema: () => configSchema(z.strictObject({ path: z.string().optional(), prefix: z.string().optional() })),
    effect: notYet,
  },
  'io.l5d.influxdb': { schema: () => configSchema(z.strictObject({})), effect: notYet },
  'io.l5d.statsd': {
    schema: () =>
      configSchema(
        z.strictObject({
          prefix: z.string().optional(),
          hostname: z.string().optional(),
          port: port.optional(),
          gaugeIntervalMs: z.int().optional(),
          sampleRate: z.number().optional(),
        }),
      ),
    isExperimental: true,
    effect: notYet,
  },
  'io.l5d.tracelog': {
    schema: () => configSchema(z.strictObject({ sampleRate: z.number().optional(), level: z.string().optional() })),
    effect: tracer,
  },
  'io.l5d.zipkin': {
    schema: () =>
      configSchema(z.strictObject({ host: z.string().optional(), port: port.optional(), sampleRate: z.number().optional() })),
    effect: tracer,
  },
  'io.l5d.recentRequests': {
    schema: () => configSchema(z.strictObject({ sampleRate: z.number().min(0).max(1), capacity: z.int().optional() })),
    effect: tracer,
  },
};

/** The kinds of telemeters, sorted. */
export const telemeterKinds: readonly string[] = Object.keys(telemeters).sort();

/** The schema of a telemeter's own keys. */
export function telemeterSchema(kind: string): Schema<unknown> {
  return telemeters[kind]?.schema() ?? configSchema(z.strictObject({}));
}

/** Checks the key `telemetry`. Nothing comes of it but errors and warnings. */
export function checkTelemetry(input: unknown, findings: Findings): void {
  if (input === undefined || input === null) return;
  if (!Array.isArray(input)) {
    findings.error(['telemetry'], `expected array, received ${typeName(input)}`);
    return;
  }
  for (const [i, entry] of input.entries()) checkTelemeter(entry, i, findings);
}

function checkTelemeter(input: unknown, i: number, findings: Findings): void {
  const path = ['telemetry', i];
  const kind = readKind('telemeter', input, path, telemeterKinds, findings);
  const telemeter = kind === undefined ? undefined : telemeters[kind];
  if (kind === undefined || telemeter === undefined) return;
  const decoded = decodeEntry(input as Keys, path, { common: experimentalSchema, own: telemeter.schema() }, findings);
  if (decoded === undefined) return;
  const isRefused = telemeter.isExperimental === true && decoded.common.experimental !== true;
  if (isRefused) findings.error([...path, 'kind'], experimentalMessage('telemeter', kind));
  else findings.warning([...path, 'kind'], `${kind} ${telemeter.effect}`);
}
