/** How and where the command logs. */
export interface LoggerOptions {
  /** One of {@link logLevels}, in any case. */
  readonly level: string;
  /** `text`: namerd's lines. `json`: one JSON object a line. */
  readonly format: 'text' | 'json';
  /** `/dev/stderr`, or the path of a file. */
  readonly output: string;
  /** Whether a file that is there is kept and appended to. */
  readonly append: boolean;
}

/** namerd's names of log levels, and what they are called here. */
export const logLevels: Readonly<Record<string, string>> = {
  OFF: 'silent',
  FATAL: 'fatal',
  CRITICAL: 'fatal',
  ERROR: 'error',
  WARNING: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
  TRACE: 'trace',
  ALL: 'trace',
};

/** Whether this is the name of a log level, in any case. */
export function isLogLevel(name: string): boolean {
  return Object.hasOwn(logLevels, name.toUpperCase());
}
