import type { Backoff, WatchContext } from '@namerd/activity';
import type { ZkSessionEvent } from './session-event.ts';

/** A server of the ensemble. */
export interface ZkAddress {
  /** Name or address. A name is resolved anew for each connection. */
  readonly host: string;
  readonly port: number;
}

/** How we identify ourselves. */
export interface ZkAuth {
  /** Such as `digest`. */
  readonly scheme: string;
  /** In the form of the scheme, such as `user:password`. Secret: it appears in no message. */
  readonly auth: string;
}

/** Options of `createZkClient`. */
export interface ZkClientOptions {
  /** At least one. They are tried in turn, beginning anywhere. */
  readonly addrs: readonly ZkAddress[];
  /** Clock and dice. */
  readonly context: Pick<WatchContext, 'clock' | 'random'>;
  /** What we ask for; the server may decide otherwise. Default 10,000. */
  readonly sessionTimeoutMs?: number;
  /** Sent on each connection before anything else. Default none. */
  readonly auth?: readonly ZkAuth[];
  /** How long a call may take in all, the wait for a connection included. Default: `sessionTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Between rounds in which no server could be reached. Default 100 ms to 1 s, as clients of ZooKeeper use to wait. */
  readonly backoff?: Backoff;
  /** How many reads may be under way at once; more wait their turn. Default 64. */
  readonly maxReads?: number;
  /** Told about transitions of the session, for logs. Must not throw. */
  readonly onSession?: (event: ZkSessionEvent) => void;
}
