import type { ConnectionOptions } from 'node:tls';
import type { Clock } from '@namerd/activity';

/**
 * Who may answer a read. `default`: the leader, who in rare cases has just been replaced. `consistent`: the leader, after it has made sure.
 * `stale`: any server, which may be behind.
 */
export type ConsulConsistency = 'default' | 'stale' | 'consistent';

/** What a connection with TLS is made of, as `node:tls` takes it. */
export type ConsulTls = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'maxVersion' | 'minVersion' | 'rejectUnauthorized' | 'servername'
>;

/** Options of `createConsulClient`. */
export interface ConsulClientOptions {
  /** Name or address of the agent. */
  readonly host: string;
  readonly port: number;
  /** ACL token, for calls that give none. Default: none, so that the agent's own counts. */
  readonly token?: string | undefined;
  /** For calls that name none. Default: the agent's. */
  readonly datacenter?: string | undefined;
  /** Called for each new connection, so that renewed certificates are picked up. Default: no TLS. What it throws is what the call rejects with. */
  readonly tls?: (() => ConsulTls) | undefined;
  /** How long an answer may take, in milliseconds; for a blocking query, on top of its wait. Default 5,000. */
  readonly timeoutMs?: number;
  /** The largest answer that is read, in bytes; above it, `PROTOCOL`. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Connections for calls that do not block. Calls wait for one another above it. Default 8. */
  readonly maxConnections?: number;
  /**
   * Blocking queries that the agent may have from us at the same time, each on a connection of its own. One more is answered at once, as if it had no
   * index: whoever watches then polls. One that is given up counts until its wait is over, because the agent goes on with it.
   * Default 80; an agent accepts 200 connections of one address by default (`http_max_conns_per_client`), and closes those above.
   */
  readonly maxBlocking?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The longest wait that Consul grants, in milliseconds. */
export const maxWaitMs = 600_000;

/** Options of a read. */
export interface ConsulGetOptions {
  /** Makes it a blocking query: it is answered when there is something newer than this index, or when the wait is over. Above 0. */
  readonly index?: number | undefined;
  /** How long Consul waits at most, in milliseconds, to which it adds up to a sixteenth. Up to {@link maxWaitMs}. Default 300,000, which is Consul's. */
  readonly waitMs?: number | undefined;
  readonly consistency?: ConsulConsistency | undefined;
  /** Default: the client's. */
  readonly datacenter?: string | undefined;
  /** Default: the client's. */
  readonly token?: string | undefined;
  /** More parameters, such as `{ passing: 'true' }`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What Consul has answered to a read. */
export interface ConsulAnswer {
  /** 404 is an answer, too; every other status is an error. */
  readonly status: 200 | 404;
  /** What the JSON says, unchecked; `undefined` with 404. */
  readonly body: unknown;
  /** From where to ask for what comes next: `X-Consul-Index`. `undefined` if there is none, or none above 0. */
  readonly index: number | undefined;
  /** Whether the server that answered has a leader. Without one, what a `stale` read does not find may exist all the same. */
  readonly knownLeader: boolean;
  /** Whether Consul (1.12 or newer) left something out that the token may not read. */
  readonly filteredByAcl: boolean;
}
