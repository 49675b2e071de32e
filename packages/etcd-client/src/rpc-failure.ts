import { NamingError, type NamingErrorCode } from '@namerd/errors';

/** How a call has failed, in the words of gRPC. */
export class RpcFailure extends Error {
  override readonly name: string = 'RpcFailure';
  readonly code: number;
  /** False where it is certain that the server has not seen the call. */
  readonly isSent: boolean;

  constructor(code: number, message: string, options: { readonly isSent?: boolean } = {}) {
    super(message);
    this.code = code;
    this.isSent = options.isSent ?? true;
  }
}

/** What the status codes of gRPC mean for us, and whether the server has decided against the call: then it did nothing. */
const meanings: Readonly<Record<number, readonly [NamingErrorCode, 'refused' | 'unsure']>> = {
  1: ['UNAVAILABLE', 'unsure'], // CANCELLED, and not by us
  2: ['UNAVAILABLE', 'unsure'], // UNKNOWN
  3: ['PROTOCOL', 'refused'], // INVALID_ARGUMENT
  4: ['TIMEOUT', 'unsure'], // DEADLINE_EXCEEDED
  5: ['PROTOCOL', 'refused'], // NOT_FOUND
  6: ['PROTOCOL', 'refused'], // ALREADY_EXISTS
  7: ['FORBIDDEN', 'refused'], // PERMISSION_DENIED
  8: ['UNAVAILABLE', 'refused'], // RESOURCE_EXHAUSTED: no space, too many requests
  9: ['PROTOCOL', 'refused'], // FAILED_PRECONDITION
  10: ['UNAVAILABLE', 'unsure'], // ABORTED
  11: ['PROTOCOL', 'refused'], // OUT_OF_RANGE: compacted
  12: ['UNSUPPORTED', 'refused'], // UNIMPLEMENTED
  13: ['UNAVAILABLE', 'unsure'], // INTERNAL: also what a broken connection may look like
  14: ['UNAVAILABLE', 'unsure'], // UNAVAILABLE
  15: ['UNAVAILABLE', 'unsure'], // DATA_LOSS
  16: ['FORBIDDEN', 'refused'], // UNAUTHENTICATED
};

/** Refusals that share a status code with others. */
const byMessage: readonly (readonly [RegExp, NamingErrorCode])[] = [
  [/request is too large|message larger than max/, 'UNSUPPORTED'],
  [/authentication failed|user name is empty|user name not found/, 'FORBIDDEN'],
];

/** How a call ends of which nothing more is known. */
const cutShort: readonly NamingErrorCode[] = ['UNAVAILABLE', 'TIMEOUT', 'ABORTED', 'CLOSED'];

/** Reading failures of calls. */
export const Failure = {
  /** The naming error. `isWrite`: what may have happened all the same says so in `details.outcome`. */
  toNamingError(thrown: unknown, options: { readonly isWrite: boolean }): NamingError {
    if (!(thrown instanceof RpcFailure)) {
      const error = NamingError.from(thrown, 'UNAVAILABLE');
      return unknownIf(options.isWrite && cutShort.includes(error.code), error);
    }
    const [code, decision] = meanings[thrown.code] ?? ['PROTOCOL', 'unsure'];
    const special = decision === 'refused' ? byMessage.find(([pattern]) => pattern.test(thrown.message))?.[1] : undefined;
    const error = new NamingError(special ?? code, `etcd: ${thrown.message}`, {
      cause: thrown,
    });
    return unknownIf(options.isWrite && thrown.isSent && decision === 'unsure', error);
  },

  /** The failure of what came before the call itself: of that, nothing was sent. */
  ofPreparation(thrown: unknown): RpcFailure | NamingError {
    if (thrown instanceof RpcFailure) return new RpcFailure(thrown.code, thrown.message, { isSent: false });
    if (NamingError.is(thrown, 'TIMEOUT')) return new RpcFailure(4, thrown.message.replace(/^etcd: /, ''), { isSent: false });
    return NamingError.from(thrown, 'UNAVAILABLE');
  },

  /** Whether etcd no longer knows our token, or what it was given for has changed: a new one will do, and nothing was done. */
  isOfToken(thrown: unknown): boolean {
    return (
      thrown instanceof RpcFailure && /invalid auth token|revision of auth store is old|user name is empty/.test(thrown.message)
    );
  },

  /** Whether etcd does without authentication, so that there is no token to be had. */
  isAuthOff(thrown: unknown): boolean {
    return thrown instanceof RpcFailure && /authentication is not enabled/.test(thrown.message);
  },

  /** Whether the connection is to blame, and a new one may help. */
  isOfConnection(thrown: unknown): boolean {
    if (thrown instanceof RpcFailure) return [1, 2, 4, 13, 14].includes(thrown.code);
    return NamingError.is(thrown, 'TIMEOUT');
  },
} as const;

function unknownIf(isUnknown: boolean, error: NamingError): NamingError {
  if (!isUnknown) return error;
  const details = { ...error.details, outcome: 'unknown' };
  return new NamingError(error.code, `${error.message}; whether the write was done is unknown`, { cause: error, details });
}
