import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** An HTTP proxy in front of Consul that counts what passes, and can be shut or made to answer something else. */
export class Gate implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isShut = false;
  /** Blocking queries that have not been answered. */
  blocking = 0;
  /** All requests since the start. */
  count = 0;
  /** In place of what Consul would say. */
  answer: { readonly status: number; readonly text: string } | undefined;

  private constructor(server: Server, port: number, target: () => number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket: Socket) => {
      if (this.#isShut) socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (incoming, outgoing) => {
      this.count++;
      if (this.answer !== undefined) {
        outgoing.writeHead(this.answer.status).end(this.answer.text);
        return;
      }
      const { method, url, headers } = incoming;
      const isBlocking = url?.includes('index=') === true;
      if (isBlocking) this.blocking++;
      const onward = request({ host: '127.0.0.1', port: target(), method, path: url, headers, agent: false });
      onward.on('error', () => outgoing.destroy());
      onward.on('response', (response) => {
        response.on('error', () => outgoing.destroy());
        response.pipe(outgoing.writeHead(response.statusCode ?? 502, response.headers));
      });
      outgoing.on('close', () => {
        if (isBlocking) this.blocking--;
        onward.destroy();
      });
      incoming.pipe(onward);
    });
  }

  static async start(target: () => number): Promise<Gate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return new Gate(server, address.port, target);
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  shut(): void {
    this.#isShut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  open(): void {
    this.#isShut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
