import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Bare sockets that speak just enough HTTP/1.1: a load generator must cost less than what it measures.
 */
export function request(
  method: string,
  target: string,
  options: { readonly body?: string; readonly type?: string } = {},
): Buffer {
  const body = options.body === undefined ? undefined : Buffer.from(options.body);
  const lines = [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1', 'accept: application/json'];
  if (body !== undefined) lines.push(`content-type: ${options.type ?? 'application/dtab'}`, `content-length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)]);
}

/** A connected socket. */
async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

/** Sends one request on a connection of its own and resolves with the whole response as text. */
export async function ask(port: number, message: Buffer): Promise<string> {
  const socket = await open(port);
  socket.setEncoding('utf8');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    if (length === undefined || Buffer.byteLength(text.slice(head + 4)) >= Number(length)) socket.end();
  });
  socket.write(message);
  await once(socket, 'close');
  return text;
}

/** Requests per second that a server answers on `connections` connections, each with one request under way. */
export async function load(
  port: number,
  message: Buffer,
  options: { readonly connections: number; readonly durationMs: number },
): Promise<number> {
  const length = Buffer.byteLength(await ask(port, message));
  const sockets = await Promise.all(Array.from({ length: options.connections }, () => open(port)));
  let answered = 0;
  for (const socket of sockets) {
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      while (received >= length) {
        received -= length;
        answered++;
        socket.write(message);
      }
    });
    socket.write(message);
  }
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, options.durationMs));
  const rate = answered / ((performance.now() - started) / 1000);
  for (const socket of sockets) socket.destroy();
  return rate;
}

/** The head of a chunked response and at least one whole chunk behind it. */
const isFirstValue = /\r\n\r\n[0-9a-f]+\r\n[\s\S]*\r\n$/i;

/** Many open watches on one server. */
export class Watchers implements Disposable {
  readonly #sockets: Socket[] = [];
  readonly #received: number[] = [];
  #waiting: { count: number; done: () => void } | undefined;

  /** Opens `count` watches and resolves when each has had its first value. */
  static async open(port: number, message: Buffer, count: number): Promise<Watchers> {
    const watchers = new Watchers();
    for (let i = 0; i < count; i += 250) {
      await Promise.all(Array.from({ length: Math.min(250, count - i) }, () => watchers.#add(port, message)));
    }
    return watchers;
  }

  async #add(port: number, message: Buffer): Promise<void> {
    const socket = await open(port);
    const index = this.#sockets.push(socket) - 1;
    this.#received.push(0);
    let head = '';
    const { promise: first, resolve } = Promise.withResolvers<void>();
    socket.on('data', (chunk) => {
      if (!isFirstValue.test(head)) {
        head += chunk.toString('latin1');
        if (isFirstValue.test(head)) resolve();
        return;
      }
      const before = this.#received[index] ?? 0;
      this.#received[index] = before + chunk.length;
      if (before === 0 && this.#waiting !== undefined && --this.#waiting.count === 0) this.#waiting.done();
    });
    socket.write(message);
    await first;
  }

  /** Bytes received since the last reset, over all watches. */
  get bytes(): number {
    return this.#received.reduce((sum, n) => sum + n, 0);
  }

  reset(): void {
    this.#received.fill(0);
  }

  /** Resolves when every watch has received something since the last reset. Call it before the edit. */
  everyOne(): Promise<void> {
    return new Promise((done) => {
      this.#waiting = { count: this.#sockets.length, done };
    });
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
