import type { NamingErrorCode } from '@namerd/errors';

/**
 * The HTTP status of each error. Exhaustive, so that a new code does not compile until it has one. Where clients of namerd depend on a
 * status it is namerd's; what namerd answered with a bare 500 says what it is.
 */
export const statusOf: Readonly<Record<NamingErrorCode, number>> = {
  PARSE: 400,
  CONFIG: 500,
  DEPTH_EXCEEDED: 422,
  NAMESPACE_EXISTS: 409,
  NAMESPACE_NOT_FOUND: 404,
  NAMESPACE_INVALID: 400,
  VERSION_MISMATCH: 412,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  PROTOCOL: 502,
  UNSUPPORTED: 405,
  ABORTED: 503,
  CLOSED: 503,
  INTERNAL: 500,
};
