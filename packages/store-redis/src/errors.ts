import { NamingError } from '@namerd/plugin';

/** Replies of Redis that mean: these credentials may not. */
const forbidden =
  /^(NOPERM|NOAUTH|WRONGPASS|ERR invalid password|ERR AUTH)|ACL failure in script|user executing the script can't run/;
/** Replies that pass: it is loading, has no master, or may not write just now. */
const unavailable = /^(LOADING|MASTERDOWN|READONLY|NOREPLICAS|CLUSTERDOWN|BUSY|TRYAGAIN|MISCONF|OOM)/;

/** The naming error for what ioredis throws. `wasSent`: a write that fails so may have happened, which `details.outcome` says. */
export function toNamingError(thrown: unknown, wasSent: boolean): NamingError {
  if (NamingError.is(thrown)) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (forbidden.test(error.message)) return new NamingError('FORBIDDEN', `Redis refused: ${firstWords(error)}`, { cause: error });
  if (error.name === 'ReplyError' && !unavailable.test(error.message)) {
    return new NamingError('PROTOCOL', `Redis answered: ${firstWords(error)}`, { cause: error });
  }
  const isRefusal = error.name === 'ReplyError';
  const details = wasSent && !isRefusal ? { outcome: 'unknown' } : {};
  const code = /timed? ?out/i.test(error.message) ? 'TIMEOUT' : 'UNAVAILABLE';
  return new NamingError(code, `Redis: ${firstWords(error)}`, { cause: error, details });
}

function firstWords(error: Error): string {
  return error.message.split('\n')[0]?.slice(0, 200) ?? '';
}
