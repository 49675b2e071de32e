import { Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';
import type { ZkAddress } from '@namerd/zk-client';

/** Operations by their number. */
export const opcodes = {
  create2: 15,
  delete: 2,
  exists: 3,
  getData: 4,
  setData: 5,
  sync: 9,
  ping: 11,
  auth: 100,
  close: -11,
} as const;

/** A request as it came over the wire. */
export interface FakeRequest {
  readonly xid: number;
  readonly opcode: number;
  readonly body: Buffer;
}

/** A server that does nothing by itself: each test says what it answers. For what a real server cannot be made to do. */
export class FakeZookeeper implements AsyncDisposable {
  /** How many connections there were. */
  accepted = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #queue = new Queue<FakeConnection>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.accepted++;
      this.#sockets.add(socket);
      this.#queue.put(new FakeConnection(socket));
    });
  }

  static async start(port = 0): Promise<FakeZookeeper> {
    const fake = new FakeZookeeper();
    await new Promise<void>((resolve, reject) => {
      fake.#server.once('error', reject);
      fake.#server.listen(port, '127.0.0.1', resolve);
    });
    return fake;
  }

  get address(): ZkAddress {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return { host: '127.0.0.1', port: address.port };
  }

  /** Connections that are open now. */
  get open(): number {
    return [...this.#sockets].filter((socket) => !socket.destroyed).length;
  }

  /** The next connection, in order. */
  connection(): Promise<FakeConnection> {
    return this.#queue.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What a client says when it connects. */
export interface Hello {
  readonly zxid: bigint;
  readonly timeoutMs: number;
  readonly sessionId: bigint;
}

/** One connection, seen from the server. */
export class FakeConnection {
  readonly #socket: Socket;
  readonly #frames = new Queue<Buffer>();
  readonly #closed: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    let pending = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      pending = Buffer.concat([pending, data]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
        const end = 4 + pending.readInt32BE(0);
        this.#frames.put(pending.subarray(4, end));
        pending = pending.subarray(end);
      }
    });
  }

  /** Resolves when the client, or `end`, has closed it. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  async hello(): Promise<Hello> {
    const frame = await this.#frames.take();
    return { zxid: frame.readBigInt64BE(4), timeoutMs: frame.readInt32BE(12), sessionId: frame.readBigInt64BE(16) };
  }

  /** Opens the session, and answers the sync that follows. A timeout of 0 says that the session has expired. */
  async welcome(options: { timeoutMs?: number; sessionId?: bigint; zxid?: bigint } = {}): Promise<Hello> {
    const hello = await this.hello();
    this.session(options.timeoutMs ?? hello.timeoutMs, options.sessionId ?? 0x1234n);
    const sync = await this.request(opcodes.sync);
    this.reply(sync, { zxid: options.zxid ?? 1n });
    return hello;
  }

  session(timeoutMs: number, sessionId: bigint): void {
    const body = Buffer.alloc(36);
    body.writeInt32BE(timeoutMs, 4);
    body.writeBigInt64BE(sessionId, 8);
    body.writeInt32BE(16, 16);
    this.raw(frame(body));
  }

  /** The next request other than pings, which are answered; fails if it is another one than expected. */
  async request(opcode?: number): Promise<FakeRequest> {
    for (;;) {
      const body = await this.#frames.take();
      const request = { xid: body.readInt32BE(0), opcode: body.readInt32BE(4), body: body.subarray(8) };
      if (request.opcode === opcodes.ping) this.reply({ xid: -2 });
      else if (opcode === undefined || request.opcode === opcode) return request;
      else throw new Error(`expected operation ${opcode}, got ${request.opcode}`);
    }
  }

  /** How many requests wait to be taken. */
  get waiting(): number {
    return this.#frames.size;
  }

  reply({ xid }: { readonly xid: number }, { zxid = 1n, error = 0, body = Buffer.alloc(0) } = {}): void {
    this.raw(frame(replyBody(xid, zxid, error, body)));
  }

  /** A reply of getData. */
  data({ xid }: { readonly xid: number }, text: string, zxid = 1n): void {
    const stat = Buffer.alloc(68);
    stat.writeBigInt64BE(zxid, 8);
    const length = Buffer.alloc(4);
    length.writeInt32BE(text.length);
    this.reply({ xid }, { zxid, body: Buffer.concat([length, Buffer.from(text), stat]) });
  }

  raw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.destroy();
  }
}

/** The bytes of a reply, with its length in front. */
export function frame(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function replyBody(xid: number, zxid: bigint, error: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32BE(xid, 0);
  header.writeBigInt64BE(zxid, 4);
  header.writeInt32BE(error, 12);
  return Buffer.concat([header, body]);
}

class Queue<T> {
  readonly #items: T[] = [];
  readonly #takers: ((item: T) => void)[] = [];

  get size(): number {
    return this.#items.length;
  }

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }

  take(): Promise<T> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(item);
  }
}
