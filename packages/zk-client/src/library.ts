import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { NamingError } from '@namerd/errors';
import { type Client, createClient } from 'node-zookeeper-client';
import { Frames } from './frames.ts';
import type { ZkAddress, ZkAuth } from './options.ts';
import type { Reply, Request } from './requests.ts';

/** What it takes to go on with a session on another connection. */
export interface SessionKey {
  readonly id: Buffer;
  readonly password: Buffer;
  /** The newest transaction seen: a server that is behind refuses us, so that we never read older state. */
  readonly zxid: Buffer;
}

/** Options of {@link openLibrary}. */
export interface LibraryOptions {
  readonly address: ZkAddress;
  readonly sessionTimeoutMs: number;
  readonly auth: readonly ZkAuth[];
  readonly resume: SessionKey | undefined;
  /** The session is there. */
  onConnected(): void;
  /** Bytes have arrived. */
  onTraffic(): void;
  /** A watch on this path has fired. */
  onChange(path: string): void;
  /** The connection is gone, or must go. May be called more than once. */
  onLost(error: NamingError, isExpired: boolean): void;
}

/** Called once with the reply, or with the code of the refusal. */
export type Callback = (error: { readonly code: number } | null, response?: { readonly payload: Reply | null }) => void;

/** One connection of the library. */
export interface Library {
  /** The session, as far as it is known. */
  readonly key: SessionKey;
  /** As the server has decided. */
  readonly sessionTimeoutMs: number;
  send(request: Request<unknown>, callback: Callback): void;
  /** Ends the session and resolves when the server has closed the connection. */
  close(): Promise<void>;
  /** Nothing is left behind: no socket, no timer. */
  destroy(): void;
}

/** The parts of the library that its API does not show, as they are in the version that package.json pins. */
interface Manager {
  servers: { host: string; port: number }[];
  socket: Socket | undefined;
  zxid: Buffer;
  sessionId: Buffer;
  sessionPassword: Buffer;
  readonly pendingQueue: readonly { readonly callback: Callback }[];
  connectTimeoutHandler: NodeJS.Timeout | null;
  watcherManager: unknown;
  findNextServer(use: (server: ZkAddress) => void): void;
  connect(): void;
  onSocketData(buffer: Buffer): void;
  queue(request: Request<unknown>, callback: Callback): void;
  on(event: 'state', listener: (state: number) => void): void;
}

/** States of the manager that matter here. */
const states = { connected: 2, expired: -3, authFailed: -4 } as const;

/**
 * Opens one connection to one server. The library would connect again by itself and go on with what it has; it is kept from doing so,
 * because half a frame of the old connection garbles the new one, because it never notices a server that is silent, and because its
 * watchers pile up. Every connection here is a client of its own, and goes on with the session if it can.
 */
export function openLibrary(options: LibraryOptions): Library {
  const { address, resume } = options;
  const client = createClient('unused', {
    sessionTimeout: options.sessionTimeoutMs,
    ...(resume !== undefined && { sessionId: resume.id, sessionPassword: resume.password }),
  });
  for (const { scheme, auth } of options.auth) client.addAuthInfo(scheme, Buffer.from(auth, 'utf8'));
  const manager = managerOf(client);
  if (resume !== undefined) manager.zxid = resume.zxid;
  manager.servers = [address]; // a connection string cannot hold an IPv6 address
  manager.findNextServer = (use) => use(address); // at once, so that there is a socket to destroy from the beginning
  manager.watcherManager = deafWatchers(options);
  guardReading(manager, options);
  listen(manager, options);
  client.connect();
  manager.connect = () => {};
  let cause: Error | undefined;
  manager.socket?.on('error', (error) => (cause = error));
  manager.socket?.on('close', () => options.onLost(lost(address, cause), false));
  return {
    get key() {
      return { id: manager.sessionId, password: manager.sessionPassword, zxid: manager.zxid };
    },
    get sessionTimeoutMs() {
      return client.getSessionTimeout();
    },
    send: (request, callback) => manager.queue(request, callback),
    close() {
      return new Promise((resolve) => {
        manager.socket?.once('close', () => resolve());
        client.close();
      });
    },
    destroy() {
      if (manager.connectTimeoutHandler !== null) clearTimeout(manager.connectTimeoutHandler);
      manager.socket?.destroy();
    },
  };
}

function managerOf(client: Client): Manager {
  // The one place where we reach behind the library's types, which hide it.
  const { connectionManager } = client as unknown as { readonly connectionManager?: Partial<Manager> };
  if (typeof connectionManager?.onSocketData !== 'function' || typeof connectionManager.findNextServer !== 'function') {
    throw new NamingError('INTERNAL', 'this version of node-zookeeper-client is not the one that was built for');
  }
  return connectionManager as Manager;
}

/** In place of the library's watchers: an event goes to us, whoever has asked for it, and nothing is kept. */
function deafWatchers(options: LibraryOptions): object {
  const ignore = (): void => {};
  return {
    registerDataWatcher: ignore,
    registerChildWatcher: ignore,
    registerExistenceWatcher: ignore,
    isEmpty: () => true,
    emit: ({ path }: { readonly path: string }) => options.onChange(path),
  };
}

/**
 * The library reads a frame at a time: of many at once each would be read from within the one before, until the stack is full. And reading
 * goes on after an error code that the library does not know, which it would throw at the process.
 */
function guardReading(manager: Manager, options: LibraryOptions): void {
  const frames = new Frames();
  const read = manager.onSocketData.bind(manager);
  manager.onSocketData = (chunk) => {
    options.onTraffic();
    try {
      for (const frame of frames.take(chunk)) {
        const [head] = manager.pendingQueue;
        try {
          read(frame);
        } catch (thrown) {
          const code = unknownCode(thrown);
          if (head === undefined || code === undefined) throw thrown;
          head.callback({ code });
        }
      }
    } catch (cause) {
      const message = `ZooKeeper: the answer cannot be read (${show(options.address)})`;
      options.onLost(new NamingError('PROTOCOL', message, { cause }), false);
    }
  };
}

function unknownCode(thrown: unknown): number | undefined {
  const found = thrown instanceof Error ? /^Unknown code: (-?\d+)$/.exec(thrown.message) : null;
  return found === null ? undefined : Number(found[1]);
}

function listen(manager: Manager, options: LibraryOptions): void {
  const where = show(options.address);
  manager.on('state', (state) => {
    if (state === states.connected) options.onConnected();
    if (state === states.expired) {
      options.onLost(new NamingError('UNAVAILABLE', `ZooKeeper: the session has expired (${where})`), true);
    }
    if (state === states.authFailed) {
      options.onLost(new NamingError('FORBIDDEN', `ZooKeeper: the server does not accept our authentication (${where})`), false);
    }
  });
}

function lost({ host, port }: ZkAddress, cause: Error | undefined): NamingError {
  const reason = cause === undefined ? 'the server has closed the connection' : cause.message;
  return new NamingError('UNAVAILABLE', `ZooKeeper: ${reason} (${show({ host, port })})`, { cause });
}

/** An address as text. */
export function show({ host, port }: ZkAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
