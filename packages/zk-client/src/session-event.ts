import type { NamingError } from '@namerd/errors';

/** A transition in the life of a client, for logs. */
export type ZkSessionEvent =
  /** `resumed`: the session of before, and not a new one. */
  | { readonly kind: 'connected'; readonly address: string; readonly sessionId: string; readonly resumed: boolean }
  /** The connection is gone. It is made anew as soon as somebody needs it. */
  | { readonly kind: 'disconnected'; readonly address: string; readonly error: NamingError }
  /** No server could be reached. Told once, until it is `connected` again. */
  | { readonly kind: 'unreachable'; readonly error: NamingError }
  /** The session is over: the server says so, or nothing was heard for longer than it lasts. The next connection begins a new one. */
  | { readonly kind: 'expired'; readonly sessionId: string; readonly by: 'server' | 'silence' };

/** How a client stands, as operators see it. */
export interface ZkStatus {
  /** `idle`: no connection, and nobody who needs one. `waiting`: before the next attempt. */
  readonly kind: 'idle' | 'waiting' | 'connecting' | 'connected' | 'closed';
  /** The server, while there is a connection. */
  readonly address: string | undefined;
  /** As ZooKeeper prints it, in hexadecimal. */
  readonly sessionId: string | undefined;
  /** How many sessions there were. A reading of another one may be older. */
  readonly epoch: number;
  /** How many connections were attempted in all. */
  readonly attempts: number;
  /** When the server of this connection was last heard, in milliseconds since the epoch. */
  readonly lastHeardAtMs: number | undefined;
  readonly lastError: string | undefined;
  /** Paths that are followed. */
  readonly watches: number;
}
