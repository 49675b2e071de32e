import { threadId } from 'node:worker_threads';

/** A log record. */
export interface LogRecord {
  readonly timeMs: number;
  /** In pino's numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
  readonly level: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * A record in namerd's form: `I 0224 10:34:20.239 UTC THREAD0: serving …`, its fields behind the message as `key=value`. Further lines, as
 * of a stack, are indented, so that no text from outside can look like a record of its own.
 */
export function textLine({ timeMs, level, message, fields }: LogRecord): string {
  const time = new Date(timeMs);
  const date = two(time.getMonth() + 1) + two(time.getDate());
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  const millis = String(time.getMilliseconds()).padStart(3, '0');
  const data = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = `${message}${data.join('')}`.replace(/\r?\n|\r/g, '\n    ');
  return `${letter(level)} ${date} ${clock}.${millis} ${zone(time)} THREAD${threadId}: ${text}\n`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function letter(level: number): string {
  if (level < 30) return 'D';
  if (level < 40) return 'I';
  return level < 50 ? 'W' : 'E';
}

/** Such as `UTC` or `CET`. The formatter of time zones is slow to load, and most servers do not need it. */
function zone(time: Date): string {
  if (time.getTimezoneOffset() === 0) return 'UTC';
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'short' }).formatToParts(time);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local';
}
