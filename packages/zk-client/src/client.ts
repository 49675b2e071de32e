import type { Follower } from '@namerd/activity';
import type { ZkAcl } from './acl.ts';
import type { ZkNode, ZkReading, ZkStat } from './node.ts';
import type { ZkStatus } from './session-event.ts';

/** Options of a write. */
export interface ZkWriteOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link ZkClient.set} and {@link ZkClient.delete}. */
export interface ZkVersionOptions extends ZkWriteOptions {
  /** Only this version; otherwise `VERSION_MISMATCH`. Default: whatever is there. */
  readonly version?: number | undefined;
}

/** Options of {@link ZkClient.create}. */
export interface ZkCreateOptions extends ZkWriteOptions {
  readonly data: Uint8Array;
  /** Not empty, or the server refuses it with `FORBIDDEN`. */
  readonly acl: readonly ZkAcl[];
}

/**
 * A path as `stream` of `@namerd/activity` follows it: spread it into its options. Reading leaves nothing behind on the server; following
 * keeps one watch on the path, shared by all who follow it, armed before each read, and taken off when the last one leaves.
 *
 * Orders of readings compare within one session (`orderOf: ({ zxid }) => zxid`). When another session begins, `follow` returns, so that
 * everything is listed anew: the ensemble may have been set up anew.
 */
export interface ZkFeed<T> {
  /** What is there now. The cursor is the session in which it was read. */
  list(signal: AbortSignal): Promise<{ readonly value: ZkReading<T>; readonly cursor: number }>;
  /** Reports what is there at first and after each change, and that the server is alive, three times per session timeout. */
  follow(cursor: number, follower: Follower<ZkReading<T>>, signal: AbortSignal): Promise<void>;
}

/** Makes a value of a node. `signal` aborts when nobody waits for it any more. */
export type ZkDecode<T> = (node: ZkNode | undefined, signal: AbortSignal) => T | Promise<T>;

/**
 * A ZooKeeper client that heals. It connects when it is first used, goes on with its session on another connection when it has lost
 * one, and begins a new session when the old one is over.
 *
 * Every call rejects with `UNAVAILABLE` (no server reached, connection lost), `TIMEOUT`, `FORBIDDEN` (the ACL or the server does not
 * let us), `ABORTED`, `CLOSED`, and `PROTOCOL` for refusals that have no code of their own; `details.zookeeper` then has ZooKeeper's name
 * for it. Reads are repeated on the next connection if they lose theirs. A write is sent once: if its answer is lost, it rejects with
 * `details.outcome` being `unknown`. Paths that are none are a `TypeError`.
 */
export interface ZkClient extends AsyncDisposable {
  /** The node, or `undefined` if there is none. */
  get(path: string, signal?: AbortSignal): Promise<ZkNode | undefined>;
  /** What is known about the node, or `undefined` if there is none: as the leader has it, not a follower that lags. Needs no permission. */
  exists(path: string, signal?: AbortSignal): Promise<ZkStat | undefined>;
  /** The names of the children, in no order, or `undefined` if there is no such node. */
  children(path: string, signal?: AbortSignal): Promise<readonly string[] | undefined>;
  /** A persistent node. Rejects with `NAMESPACE_EXISTS`, with `NAMESPACE_NOT_FOUND` without a parent, with `UNSUPPORTED` if too large. */
  create(path: string, options: ZkCreateOptions): Promise<ZkStat>;
  /** Replaces the data. Rejects with `NAMESPACE_NOT_FOUND`, `VERSION_MISMATCH`, and with `UNSUPPORTED` if too large. */
  set(path: string, data: Uint8Array, options?: ZkVersionOptions): Promise<ZkStat>;
  /** Resolves with the zxid. Rejects with `NAMESPACE_NOT_FOUND`, `VERSION_MISMATCH`, and with `UNSUPPORTED` if it has children. */
  delete(path: string, options?: ZkVersionOptions): Promise<bigint>;
  /** The node, to be followed. */
  data(path: string): ZkFeed<ZkNode | undefined>;
  /** What `decode` makes of the node, to be followed. It is called for each reading, one after the other; if it rejects, so does what has read. */
  data<T>(path: string, decode: ZkDecode<T>): ZkFeed<T>;
  /** The names of the children, to be followed. */
  names(path: string): ZkFeed<readonly string[] | undefined>;
  /** A snapshot. */
  readonly status: ZkStatus;
}
