import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request and its response. The path and the query are raw: nothing is decoded, nothing normalised. */
export interface Exchange {
  readonly method: string;
  /** Without the query, and without the prefix under which the API is mounted. */
  readonly path: string;
  /** What follows the first `?`, or nothing. */
  readonly query: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Whether the client has gone away already, as it may while its request is read: `close` has been and will not come again. */
export function isGone({ request, response }: Exchange): boolean {
  return response.destroyed || request.socket.destroyed;
}
