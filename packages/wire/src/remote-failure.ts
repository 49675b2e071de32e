import { NamingError } from '@namerd/errors';

/** The error that a message from another namerd stands for. */
export function remoteFailure(message: unknown): NamingError {
  return new NamingError('UNAVAILABLE', typeof message === 'string' ? message : '');
}
