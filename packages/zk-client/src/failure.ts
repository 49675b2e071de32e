import { NamingError, type NamingErrorCode } from '@namerd/errors';

interface Meaning {
  readonly name: string;
  readonly code: NamingErrorCode;
  readonly text: string;
}

/** What the error codes of ZooKeeper mean (`KeeperException.Code`). */
const meanings: Readonly<Record<number, Meaning>> = {
  [-4]: { name: 'CONNECTION_LOSS', code: 'UNAVAILABLE', text: 'the connection was lost' },
  [-6]: { name: 'UNIMPLEMENTED', code: 'UNSUPPORTED', text: 'the server is too old, it must be 3.5 or newer' },
  [-7]: { name: 'OPERATION_TIMEOUT', code: 'TIMEOUT', text: 'the server took too long' },
  [-101]: { name: 'NO_NODE', code: 'NAMESPACE_NOT_FOUND', text: 'there is no such node' },
  [-102]: { name: 'NO_AUTH', code: 'FORBIDDEN', text: 'the ACL of the node does not allow it' },
  [-103]: { name: 'BAD_VERSION', code: 'VERSION_MISMATCH', text: 'the node has another version' },
  [-108]: { name: 'NO_CHILDREN_FOR_EPHEMERALS', code: 'UNSUPPORTED', text: 'the parent is ephemeral and cannot have children' },
  [-110]: { name: 'NODE_EXISTS', code: 'NAMESPACE_EXISTS', text: 'the node exists' },
  [-111]: { name: 'NOT_EMPTY', code: 'UNSUPPORTED', text: 'the node has children' },
  [-112]: { name: 'SESSION_EXPIRED', code: 'UNAVAILABLE', text: 'the session has expired' },
  [-114]: { name: 'INVALID_ACL', code: 'FORBIDDEN', text: 'the server does not accept the ACL' },
  [-115]: { name: 'AUTH_FAILED', code: 'FORBIDDEN', text: 'the server does not accept our authentication' },
  [-118]: { name: 'SESSION_MOVED', code: 'UNAVAILABLE', text: 'the session has moved to another server' },
  [-119]: { name: 'NOT_READ_ONLY', code: 'UNAVAILABLE', text: 'the server has lost its quorum' },
  [-121]: { name: 'NO_WATCHER', code: 'PROTOCOL', text: 'there is no such watch' },
  [-122]: { name: 'REQUEST_TIMEOUT', code: 'TIMEOUT', text: 'the server took too long' },
  [-125]: { name: 'QUOTA_EXCEEDED', code: 'FORBIDDEN', text: 'the quota does not allow it' },
  [-127]: { name: 'THROTTLED', code: 'UNAVAILABLE', text: 'the server is overloaded' },
};

/** What servers say when they do not know what has become of a request. */
const unsure: ReadonlySet<unknown> = new Set(['CONNECTION_LOSS', 'OPERATION_TIMEOUT', 'REQUEST_TIMEOUT']);

/** Failures as they are told. `details.zookeeper` has the name of the code and `details.path` the node. */
export const ZkFailure = {
  /** The server's refusal. */
  refused(zkCode: number, path: string): NamingError {
    const known = meanings[zkCode];
    const meaning = known ?? { name: String(zkCode), code: 'PROTOCOL' as const, text: 'the server refuses' };
    const details = { zookeeper: meaning.name, path };
    return new NamingError(meaning.code, `ZooKeeper: ${meaning.text} (${meaning.name}): ${path}`, { details });
  },

  /** Whether the server has answered so, and therefore did nothing. Anything else leaves open what was sent. */
  isAnswer(error: unknown): boolean {
    return NamingError.is(error) && 'zookeeper' in error.details && !unsure.has(error.details['zookeeper']);
  },

  /** What became of a write whose answer never came. */
  unknownOutcome(thrown: unknown): NamingError {
    const error = NamingError.from(thrown, 'UNAVAILABLE');
    const details = { ...error.details, outcome: 'unknown' };
    return new NamingError(error.code, `${error.message}; whether the write was done is unknown`, { cause: error, details });
  },
} as const;
