import { inspect } from 'node:util';
import type { Logger } from '@namerd/plugin';
import { pino } from 'pino';
import { type LoggerOptions, logLevels } from './options.ts';
import { textLine } from './text-line.ts';

/** The log of the command. Lines are written at once, so that none is lost when the process ends. Throws if the file cannot be opened. */
export function createLogger({ level, format, output, append }: LoggerOptions): Logger {
  const destination = pino.destination({ dest: output === '/dev/stderr' ? 2 : output, append, sync: true });
  const asText = {
    write(json: string): void {
      const { time, level, msg, ...fields } = JSON.parse(json);
      destination.write(textLine({ timeMs: time, level, message: msg, fields }));
    },
  };
  const options = {
    level: logLevels[level.toUpperCase()] ?? 'info',
    base: null,
    formatters: { log: withErrors },
  };
  const log = pino(options, format === 'json' ? destination : asText);
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  };
}

/** Errors are nothing in JSON: this has their stack and causes. */
function withErrors(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? inspect(value) : value]);
  return Object.fromEntries(entries);
}
