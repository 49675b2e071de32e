/** What ZooKeeper knows about a node besides its data. A zxid is the number of the transaction that did something. */
export interface ZkStat {
  /** The transaction that created the node: another one for a node that was deleted and created again. */
  readonly czxid: bigint;
  /** The transaction that last changed the data. */
  readonly mzxid: bigint;
  /** When the node was created, by the server's clock, in milliseconds since the epoch. */
  readonly ctimeMs: number;
  /** When the data was last changed, by the server's clock, in milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** How often the data was changed since the node was created. A 32-bit number that begins at 0. */
  readonly version: number;
  readonly numChildren: number;
}

/** A node with its data. */
export interface ZkNode {
  /** `undefined` if the node was created without any, which is not the same as empty. */
  readonly data: Uint8Array | undefined;
  readonly stat: ZkStat;
}

/** What a read has found, and where in the history of the ensemble: a later reading of the same session never has a smaller `zxid`. */
export interface ZkReading<out T> {
  readonly value: T;
  readonly zxid: bigint;
}
