import { NamingError } from '@namerd/errors';

/** What Consul says, with several statuses, of a token that may not. */
const forbidden = /permission denied|ACL not found/i;
/** Said before anything was done. */
const notDone = /no path to datacenter|no cluster leader|rate limit/i;

/** Whether a text of Consul says that the token may not. */
export function saysForbidden(text: string): boolean {
  return forbidden.test(text);
}

/** The error for a status that is not an answer. `isWrite`: whether something may have been done, which `details.outcome` says. */
export function refusal(status: number, text: string, isWrite: boolean): NamingError {
  const message = `Consul answered ${status}: ${text.trim().split('\n')[0]?.slice(0, 200) || 'without a reason'}`;
  if (status === 401 || status === 403 || forbidden.test(text))
    return new NamingError('FORBIDDEN', message, { details: { status } });
  if (status === 413) return new NamingError('UNSUPPORTED', message, { details: { status } });
  if (status < 500 && status !== 429) return new NamingError('PROTOCOL', message, { details: { status } });
  const isUnknown = isWrite && status !== 429 && !notDone.test(text);
  return new NamingError('UNAVAILABLE', message, { details: { status, ...(isUnknown && { outcome: 'unknown' }) } });
}

/** The error for an answer that is not understood. After a write it was done, or not: nobody can tell. */
export function nonsense(what: string, isWrite: boolean, cause?: unknown): NamingError {
  return new NamingError('PROTOCOL', `Consul: ${what}`, { cause, details: isWrite ? { outcome: 'unknown' } : {} });
}

/** The error for what undici has thrown. `wasSent`: Consul may have got a write. */
export function transportFailure(thrown: unknown, wasSent: boolean): NamingError {
  if (NamingError.is(thrown)) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error ? String(error.code) : '';
  const details = wasSent ? { outcome: 'unknown' } : {};
  const as = (kind: 'TIMEOUT' | 'CLOSED' | 'PROTOCOL' | 'UNAVAILABLE', message: string): NamingError =>
    new NamingError(kind, `Consul: ${message}`, { cause: error, details });
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return as('CLOSED', 'the client is disposed');
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return as('TIMEOUT', 'no connection in time');
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return as('PROTOCOL', 'the answer is larger than is accepted');
  if (error.name === 'HTTPParserError') return as('PROTOCOL', `the answer is not HTTP: ${error.message}`);
  return as('UNAVAILABLE', error.message || code || error.name);
}
