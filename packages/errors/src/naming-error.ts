/**
 * What went wrong, for programs. Codes are stable within a major version; messages are not.
 *
 * | code | means | worth a retry? |
 * |---|---|---|
 * | `PARSE` | a text is not a path, name tree or dtab; `details` has offset, line, column and expected | no |
 * | `CONFIG` | a configuration was rejected; `details.path` says where | no |
 * | `DEPTH_EXCEEDED` | binding recursed past its depth or its budget of lookups | no |
 * | `NAMESPACE_EXISTS` | create on a namespace that exists | no |
 * | `NAMESPACE_NOT_FOUND` | update or delete of a namespace that does not exist | no |
 * | `NAMESPACE_INVALID` | not a namespace name | no |
 * | `VERSION_MISMATCH` | the expected version is not the current one | after reading again |
 * | `FORBIDDEN` | the backend refused the credentials | no |
 * | `UNAVAILABLE` | refused, reset, 5xx, session lost | yes, with backoff |
 * | `TIMEOUT` | no answer in time | yes |
 * | `PROTOCOL` | the backend's answer was not understood | yes, slowly |
 * | `UNSUPPORTED` | the capability is absent, such as writing to a read-only store | no |
 * | `ABORTED` | the caller's signal | no |
 * | `CLOSED` | used after dispose | no |
 * | `INTERNAL` | a bug; the original error is the cause | no |
 */
export type NamingErrorCode = (typeof namingErrorCodes)[number];

/** Every code, for exhaustive tables and for checks at run time. */
export const namingErrorCodes = [
  'PARSE',
  'CONFIG',
  'DEPTH_EXCEEDED',
  'NAMESPACE_EXISTS',
  'NAMESPACE_NOT_FOUND',
  'NAMESPACE_INVALID',
  'VERSION_MISMATCH',
  'FORBIDDEN',
  'UNAVAILABLE',
  'TIMEOUT',
  'PROTOCOL',
  'UNSUPPORTED',
  'ABORTED',
  'CLOSED',
  'INTERNAL',
] as const;

/** Options of a {@link NamingError}. `details` is data for programs and must be free of secrets. */
export interface NamingErrorOptions extends ErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The error of every package here. Tell errors apart with {@link NamingError.is}, which also knows errors made by another
 * copy of this package; `instanceof` does not.
 *
 * @example
 * try { await store.update(namespace, dtab, version); }
 * catch (error) { if (!NamingError.is(error, 'VERSION_MISMATCH')) throw error; }
 */
export class NamingError extends Error {
  override readonly name: string = 'NamingError';
  readonly code: NamingErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: NamingErrorCode, message: string, options?: NamingErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = options?.details ?? {};
  }

  /** Whether this is a naming error, and if `code` is given, one with that code. */
  static is(error: unknown, code?: NamingErrorCode): error is NamingError {
    if (!(error instanceof Error) || error.name !== 'NamingError') return false;
    const found = (error as NamingError).code;
    return code === undefined ? namingErrorCodes.includes(found) : found === code;
  }

  /**
   * Turns anything thrown into a naming error. A naming error is returned as it is; an abort becomes `ABORTED`, a timeout of
   * `AbortSignal.timeout` becomes `TIMEOUT`, and everything else gets `fallback` (default `INTERNAL`) with the original as its cause.
   */
  static from(thrown: unknown, fallback: NamingErrorCode = 'INTERNAL'): NamingError {
    if (NamingError.is(thrown)) return thrown;
    if (!(thrown instanceof Error)) return new NamingError(fallback, String(thrown), { cause: thrown });
    if (thrown.name === 'AbortError') return new NamingError('ABORTED', 'aborted', { cause: thrown });
    if (thrown.name === 'TimeoutError') return new NamingError('TIMEOUT', thrown.message, { cause: thrown });
    return new NamingError(fallback, thrown.message, { cause: thrown });
  }

  /** Throws `ABORTED`, with the signal's reason as cause, if the signal has aborted. Call it before any I/O. */
  static throwIfAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw new NamingError('ABORTED', 'aborted', { cause: signal.reason });
  }
}
