import { within } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import type { ZkClient, ZkCreateOptions, ZkDecode, ZkFeed, ZkVersionOptions } from './client.ts';
import type { Connection } from './connection.ts';
import { ZkFailure } from './failure.ts';
import { Gate } from './gate.ts';
import type { ZkNode, ZkReading, ZkStat } from './node.ts';
import type { ZkClientOptions } from './options.ts';
import { assertPath, Request } from './requests.ts';
import { Session } from './session.ts';
import type { ZkStatus } from './session-event.ts';
import { Watchers } from './watchers.ts';

/**
 * A client of a ZooKeeper ensemble, 3.5 or newer. Does nothing until it is used; whoever makes it disposes of it. Throws a `TypeError`
 * without addresses, on a port that is none, and on authentication without a scheme.
 *
 * @example
 * await using zk = createZkClient({ addrs: [{ host: '127.0.0.1', port: 2181 }], context: { clock: systemClock } });
 * const names = stream({ context, name: 'zk /services', ...zk.names('/services') });
 */
export function createZkClient(options: ZkClientOptions): ZkClient {
  const { addrs, auth = [] } = options;
  if (addrs.length === 0) throw new TypeError('a ZooKeeper client needs an address');
  const wrong = addrs.find(({ port }) => !Number.isInteger(port) || port < 0 || port > 65_535);
  if (wrong !== undefined) throw new TypeError(`not a port: ${wrong.port}`);
  if (auth.some(({ scheme }) => scheme === '')) throw new TypeError('authentication needs a scheme');
  return new Client(options);
}

/** What is read on one connection. */
type Read<T> = (connection: Connection, signal: AbortSignal) => Promise<ZkReading<T>>;

class Client implements ZkClient {
  readonly #options: ZkClientOptions;
  readonly #session: Session;
  readonly #gate: Gate;
  readonly #watchers: Watchers;
  #closing: Promise<void> | undefined;

  constructor(options: ZkClientOptions) {
    this.#options = options;
    this.#gate = new Gate(options.maxReads ?? 64);
    this.#watchers = new Watchers((path) => this.#takeWatchOff(path));
    this.#session = new Session(options, {
      onChange: (path) => this.#watchers.changed(path),
      onLost: () => this.#watchers.lost(),
      onAlive: () => this.#watchers.alive(),
    });
  }

  async get(path: string, signal?: AbortSignal): Promise<ZkNode | undefined> {
    return (await this.#read(path, signal, readData(path))).value.value;
  }

  async exists(path: string, signal?: AbortSignal): Promise<ZkStat | undefined> {
    return (await this.#read(path, signal, readStat(path))).value.value;
  }

  async children(path: string, signal?: AbortSignal): Promise<readonly string[] | undefined> {
    return (await this.#read(path, signal, readNames(path))).value.value;
  }

  async create(path: string, { data, acl, signal }: ZkCreateOptions): Promise<ZkStat> {
    return (await this.#write(Request.create2(path, data, acl), signal)).value;
  }

  async set(path: string, data: Uint8Array, { version = -1, signal }: ZkVersionOptions = {}): Promise<ZkStat> {
    return (await this.#write(Request.setData(path, data, version), signal)).value;
  }

  async delete(path: string, { version = -1, signal }: ZkVersionOptions = {}): Promise<bigint> {
    return (await this.#write(Request.delete(path, version), signal)).zxid;
  }

  data(path: string): ZkFeed<ZkNode | undefined>;
  data<T>(path: string, decode: ZkDecode<T>): ZkFeed<T>;
  data(path: string, decode: ZkDecode<unknown> = (node) => node): ZkFeed<unknown> {
    return this.#feed(path, readData(path), armData(path), decode);
  }

  names(path: string): ZkFeed<readonly string[] | undefined> {
    return this.#feed(path, readNames(path), armNames(path), (names) => names);
  }

  get status(): ZkStatus {
    return this.#session.status(this.#watchers.size);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = this.#session.close();
    this.#watchers.lost(); // who still follows finds that it is closed
    await closed;
  }

  #feed<T, U>(path: string, plain: Read<T>, arm: Read<T>, decode: (read: T, signal: AbortSignal) => U | Promise<U>): ZkFeed<U> {
    // An outage is told as soon as it is known. From then on there is nothing to be told but its end, so that is waited for.
    let isTold = false;
    const reading = async (how: Read<T>, signal: AbortSignal): Promise<{ value: ZkReading<U>; cursor: number }> => {
      try {
        const { value, cursor } = await this.#read(path, signal, how, isTold);
        isTold = false;
        return { value: { value: await decode(value.value, signal), zxid: value.zxid }, cursor };
      } catch (error) {
        isTold = NamingError.is(error, 'UNAVAILABLE');
        throw error;
      }
    };
    return {
      list: (signal) => reading(plain, signal),
      follow: async (cursor, follower, signal) => {
        using watcher = this.#watchers.follow(path, () => follower.alive());
        for (;;) {
          watcher.reset();
          const found = await reading(arm, signal);
          if (found.cursor !== cursor) return;
          follower.next(found.value);
          await watcher.changed(signal);
        }
      },
    };
  }

  /** A read that loses its connection is repeated on the next one. */
  async #read<T>(
    path: string,
    signal: AbortSignal | undefined,
    read: Read<T>,
    isPatient = false,
  ): Promise<{ value: ZkReading<T>; cursor: number }> {
    assertPath(path);
    return this.#within(`reading ${path}`, signal, async (scope) => {
      for (;;) {
        const connection = await this.#connection(scope, isPatient);
        try {
          const value = await this.#gate.pass(scope, () => read(connection, scope));
          return { value, cursor: connection.epoch };
        } catch (error) {
          if (scope.aborted || connection.isOpen || ZkFailure.isAnswer(error)) throw error;
        }
      }
    });
  }

  #write<T>(request: Request<T>, signal: AbortSignal | undefined): Promise<ZkReading<T>> {
    return this.#within(`writing ${request.path}`, signal, async (scope) => {
      let connection: Connection;
      do connection = await this.#connection(scope, false);
      while (!connection.isOpen);
      NamingError.throwIfAborted(signal);
      try {
        return await connection.ask(request, scope);
      } catch (error) {
        throw ZkFailure.isAnswer(error) ? error : ZkFailure.unknownOutcome(error);
      }
    });
  }

  /** Whoever waits in vain for a connection wants to know why there is none. */
  async #connection(scope: AbortSignal, isPatient: boolean): Promise<Connection> {
    try {
      return await this.#session.connection(scope, isPatient);
    } catch (error) {
      const { lastError } = this.#session;
      if (lastError === undefined || !NamingError.is(error, 'TIMEOUT')) throw error;
      throw new NamingError('UNAVAILABLE', lastError.message, { cause: lastError });
    }
  }

  #within<T>(what: string, signal: AbortSignal | undefined, call: (scope: AbortSignal) => Promise<T>): Promise<T> {
    const { context, sessionTimeoutMs = 10_000, timeoutMs = sessionTimeoutMs } = this.#options;
    return within({ clock: context.clock, ms: timeoutMs, what: `ZooKeeper: ${what}`, signal }, call);
  }

  /** Nobody waits for this: a watch that stays is only in the way, fires once, and is gone with the connection. */
  #takeWatchOff(path: string): void {
    this.#session.current?.ask(Request.removeWatches(path)).catch(() => undefined);
  }
}

/** Sent together, and answered in order: so the stat is at least as new as the leader was when it was asked. */
function readStat(path: string): Read<ZkStat | undefined> {
  return async (connection, signal) => {
    const sync = connection.ask(Request.sync(), signal);
    const stat = connection.ask(Request.exists(path, false), signal);
    await Promise.all([sync, stat]);
    return stat;
  };
}

function readData(path: string): Read<ZkNode | undefined> {
  return (connection, signal) => connection.ask(Request.getData(path, false), signal);
}

function readNames(path: string): Read<readonly string[] | undefined> {
  return (connection, signal) => connection.ask(Request.getChildren(path, false), signal);
}

/** Reads a node and leaves a watch, which for a node that is missing waits for its creation. */
function armData(path: string): Read<ZkNode | undefined> {
  return async (connection, signal) => {
    const node = await connection.ask(Request.getData(path, true), signal);
    if (node.value !== undefined) return node;
    const stat = await connection.ask(Request.exists(path, true), signal);
    if (stat.value === undefined) return { value: undefined, zxid: stat.zxid };
    return connection.ask(Request.getData(path, false), signal); // created just now; should it vanish again, the watch tells
  };
}

/** Reads the children and leaves a watch; the watch for a node that is missing is another one than that for its children. */
function armNames(path: string): Read<readonly string[] | undefined> {
  return async (connection, signal) => {
    for (;;) {
      const names = await connection.ask(Request.getChildren(path, true), signal);
      if (names.value !== undefined) return names;
      const stat = await connection.ask(Request.exists(path, true), signal);
      if (stat.value === undefined) return { value: undefined, zxid: stat.zxid };
    }
  };
}
