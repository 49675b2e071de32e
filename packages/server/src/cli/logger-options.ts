import { isLogLevel, type LoggerOptions } from '../log/options.ts';

/** What the flags say about the log, or what is wrong with them. */
export function loggerOptions(flags: ReadonlyMap<string, string>): LoggerOptions | string {
  const level = flags.get('log.level') ?? 'INFO';
  const format = flags.get('log.format') ?? 'text';
  const append = flags.get('log.append') ?? 'true';
  if (!isLogLevel(level)) return `Invalid log level: ${level}`;
  if (format !== 'text' && format !== 'json') return `Invalid log format: ${format}`;
  if (append !== 'true' && append !== 'false') return `-log.append: ${append} is not true or false`;
  return { level, format, output: flags.get('log.output') ?? '/dev/stderr', append: append === 'true' };
}
