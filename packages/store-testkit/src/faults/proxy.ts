import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a network can do to connections. `none` heals it. */
export type NetworkFault =
  | { readonly kind: 'none' }
  /** Connections are closed, and new ones too, at once. */
  | { readonly kind: 'cut' }
  /** The same with a reset instead of an orderly end. */
  | { readonly kind: 'reset' }
  /** Nothing passes in either direction; connections stay open and new ones are accepted. */
  | { readonly kind: 'stall' }
  /** The client's words arrive, the answers do not. */
  | { readonly kind: 'half-open' }
  /** Everything passes, this much later. */
  | { readonly kind: 'delay'; readonly ms: number };

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on loopback in front of a backend, whose network can be made to misbehave. */
export class FaultProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #target: () => number;
  readonly #pairs = new Set<Pair>();
  #fault: NetworkFault = { kind: 'none' };
  #accepted = 0;
  #sent = 0;

  private constructor(server: Server, port: number, target: () => number) {
    this.#server = server;
    this.#target = target;
    this.port = port;
    server.on('connection', (client) => this.#accept(client));
  }

  /** `target` is asked for the backend's port at each connection. */
  static async start(target: () => number): Promise<FaultProxy> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    return new FaultProxy(server, address.port, target);
  }

  /** Connections made since the start: a storm shows here. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Pieces of data that clients have sent since the start: how busy they are. */
  get sent(): number {
    return this.#sent;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Puts a fault in force for what is open and for what comes. */
  set(fault: NetworkFault): void {
    this.#fault = fault;
    for (const pair of this.#pairs) this.#apply(pair);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.set({ kind: 'cut' });
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.#accepted++;
    const server = connect({ port: this.#target(), host: '127.0.0.1' });
    const pair: Pair = { client, server };
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', end).on('close', end);
    const delayMs = (): number => (this.#fault.kind === 'delay' ? this.#fault.ms : 0);
    client.on('data', () => this.#sent++);
    relay(client, server, delayMs);
    relay(server, client, delayMs);
    this.#apply(pair);
  }

  #apply({ client, server }: Pair): void {
    const { kind } = this.#fault;
    if (kind === 'reset') client.resetAndDestroy();
    if (kind === 'reset' || kind === 'cut') {
      client.destroy();
      server.destroy();
      return;
    }
    flow(client, kind !== 'stall');
    flow(server, kind !== 'stall' && kind !== 'half-open');
  }
}

/** Passes on what comes, each piece after the delay of its moment, and never one before another: a network may be slow, but TCP keeps the order. */
function relay(from: Socket, to: Socket, delayMs: () => number): void {
  let last = Promise.resolve();
  let waiting = 0;
  const inOrder = (act: () => void): void => {
    const ms = delayMs();
    if (ms === 0 && waiting === 0) {
      act();
      return;
    }
    waiting++;
    const due = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    last = Promise.all([last, due]).then(() => {
      waiting--;
      if (to.writable) act();
    });
  };
  from.on('data', (data) => inOrder(() => to.write(data)));
  from.on('end', () => inOrder(() => to.end()));
}

function flow(socket: Socket, flows: boolean): void {
  if (flows) socket.resume();
  else socket.pause();
}
