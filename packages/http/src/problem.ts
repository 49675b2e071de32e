import { NamingError } from '@namerd/errors';
import type { HttpError } from './http-error.ts';

// An import would load fetch and WebSocket with it, a tenth of the time that namerd takes to start.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/**
 * An error as problem details (RFC 9457). `type` names the error code and `code` repeats it; the details of the error (place, line,
 * column, what was expected) stand beside them.
 */
export function encodeProblem(error: HttpError): string {
  const cause = NamingError.is(error.cause) ? error.cause : undefined;
  const isBug = cause === undefined || cause.code === 'INTERNAL';
  return JSON.stringify({
    type: cause === undefined ? 'about:blank' : `urn:namerd:error:${cause.code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    ...(error.detail === '' ? {} : { detail: error.detail }),
    ...(cause === undefined ? {} : { code: cause.code }),
    ...(isBug || Object.keys(cause.details).length === 0 ? {} : { details: cause.details }),
  });
}
