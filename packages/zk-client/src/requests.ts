import { Buffer } from 'node:buffer';
import { NamingError } from '@namerd/errors';
import type { ZkAcl } from './acl.ts';
import type { ZkNode, ZkStat } from './node.ts';

/**
 * A request, to be sent once, in the form in which the library takes requests: it numbers it, sends what `toBuffer` answers, and reads the reply as it
 * would that of the operation `header.type`. So operations that the library does not have are possible, if their reply looks like that
 * of one that it has.
 */
export interface Request<out T> {
  readonly path: string;
  readonly header: { readonly type: number; xid: number };
  toBuffer(): Buffer;
  /** What the reply says. */
  read(reply: Reply): T;
  /** What it is when there is no such node; absent if that is an error. */
  readonly missing?: { readonly value: T };
}

/** A reply as the library reads it: those of these parts that the operation's has. */
export interface Reply {
  readonly data?: Buffer;
  readonly stat?: Readonly<Record<'czxid' | 'mzxid' | 'ctime' | 'mtime', Buffer>> & {
    readonly version: number;
    readonly numChildren: number;
  };
  readonly children?: readonly string[];
}

/** Operations of which the library reads replies. */
const like = { delete: 2, exists: 3, getData: 4, setData: 5, getChildren: 12 } as const;

/** A request is at most 1 MiB by default, path and ACL included. A larger one would cost us the connection, again and again. */
const maxDataBytes = 1024 * 1024 - 8 * 1024;

/** The requests that are used. Each throws a `TypeError` if the path is none. */
export const Request = {
  getData: (path: string, watch: boolean): Request<ZkNode | undefined> =>
    make(path, 4, like.getData, [bool(watch)], (reply) => ({ data: reply.data, stat: toStat(reply) }), { value: undefined }),

  exists: (path: string, watch: boolean): Request<ZkStat | undefined> =>
    make(path, 3, like.exists, [bool(watch)], toStat, { value: undefined }),

  getChildren: (path: string, watch: boolean): Request<readonly string[] | undefined> =>
    make(path, 12, like.getChildren, [bool(watch)], ({ children = [] }) => children, { value: undefined }),

  /** Of a persistent node. Rejects with `UNSUPPORTED` if the data is too large. The reply has the path in front, which reads as data. */
  create2(path: string, data: Uint8Array, acl: readonly ZkAcl[]): Request<ZkStat> {
    const entries = acl.flatMap(({ perms, scheme, id }) => [int(perms), text(scheme), text(id)]);
    return make(path, 15, like.getData, [limited(path, data), int(acl.length), ...entries, int(0)], toStat);
  },

  /** Whatever the version, if it is -1. Rejects with `UNSUPPORTED` if the data is too large. */
  setData: (path: string, data: Uint8Array, version: number): Request<ZkStat> =>
    make(path, 5, like.setData, [limited(path, data), int(version)], toStat),

  /** Whatever the version, if it is -1. */
  delete: (path: string, version: number): Request<undefined> => make(path, 2, like.delete, [int(version)], () => undefined),

  /** Takes our watches of any kind off a path. */
  removeWatches: (path: string): Request<undefined> => make(path, 18, like.delete, [int(3)], () => undefined),

  /** Answers when the server has caught up with its leader. */
  sync: (): Request<undefined> => make('/', 9, like.delete, [], () => undefined),
} as const;

/** Throws a `TypeError` unless this is the path of a node. */
export function assertPath(path: string): void {
  const isPath = /^\/(?:[^/\0]+(?:\/[^/\0]+)*)?$/.test(path) && !/\/\.\.?(?:\/|$)/.test(path);
  if (!isPath) throw new TypeError(`not a path of ZooKeeper: ${path}`);
}

function make<T>(
  ...[path, opcode, type, body, read, missing]: [
    string,
    number,
    number,
    readonly Buffer[],
    (reply: Reply) => T,
    { readonly value: T }?,
  ]
): Request<T> {
  assertPath(path);
  const header = { type, xid: 0 };
  return {
    path,
    header,
    toBuffer() {
      const request = Buffer.concat([int(header.xid), int(opcode), text(path), ...body]);
      return Buffer.concat([int(request.length), request]);
    },
    read,
    ...(missing !== undefined && { missing }),
  };
}

function limited(path: string, data: Uint8Array): Buffer {
  if (data.length <= maxDataBytes) return bytes(data);
  const message = `ZooKeeper: ${data.length} bytes are more than it takes, ${maxDataBytes}: ${path}`;
  throw new NamingError('UNSUPPORTED', message, { details: { path, bytes: data.length, maxBytes: maxDataBytes } });
}

function toStat({ stat }: Reply): ZkStat {
  if (stat === undefined) throw new NamingError('PROTOCOL', 'ZooKeeper: the reply has no stat');
  return {
    czxid: stat.czxid.readBigInt64BE(),
    mzxid: stat.mzxid.readBigInt64BE(),
    ctimeMs: Number(stat.ctime.readBigInt64BE()),
    mtimeMs: Number(stat.mtime.readBigInt64BE()),
    version: stat.version,
    numChildren: stat.numChildren,
  };
}

function int(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function bool(value: boolean): Buffer {
  return Buffer.of(value ? 1 : 0);
}

function bytes(value: Uint8Array): Buffer {
  return Buffer.concat([int(value.length), value]);
}

function text(value: string): Buffer {
  return bytes(Buffer.from(value, 'utf8'));
}
