import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type FakeChange, type FakeObject, FakeObjects, type FakeReply, status } from './fake-objects.ts';

interface Watcher {
  readonly namespace: string;
  readonly response: ServerResponse;
  readonly allowsBookmarks: boolean;
}

/** What was asked. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
}

/** An API server on loopback that speaks plain HTTP, as kubectl proxy does, and misbehaves when told to. */
export class FakeKube implements AsyncDisposable {
  readonly requests: FakeRequest[] = [];
  readonly objects: FakeObjects;
  /** Answers in place of the fake, where it answers anything. */
  intercept: ((request: FakeRequest) => FakeReply | undefined) | undefined;
  /** Whether the custom resource is defined. */
  isInstalled = true;
  /** Whether events wait for {@link FakeKube.release}. */
  isHolding = false;
  /** Into how many bytes at a time events are cut. Default: one event at a time. */
  chunkBytes = Number.POSITIVE_INFINITY;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watchers = new Set<Watcher>();
  #held: (() => void)[] = [];
  #port = 0;

  constructor() {
    this.objects = new FakeObjects((change) => this.#tell(change));
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeKube> {
    const fake = new FakeKube();
    await fake.restart();
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  get openWatches(): number {
    return this.#watchers.size;
  }

  /** Everybody who watches is told this, whatever it is. */
  broadcast(event: unknown): void {
    for (const watcher of this.#watchers) this.#send(watcher, event);
  }

  bookmark(): void {
    const metadata = { resourceVersion: String(this.objects.version) };
    for (const watcher of this.#watchers) {
      if (watcher.allowsBookmarks) this.#send(watcher, { type: 'BOOKMARK', object: { kind: 'DTab', metadata } });
    }
  }

  /** Ends all watches in the orderly way. */
  endWatches(): void {
    for (const { response } of this.#watchers) response.end();
  }

  release(): void {
    this.isHolding = false;
    const held = this.#held;
    this.#held = [];
    for (const send of held) send();
  }

  pause(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  resume(): void {
    for (const socket of this.#sockets) socket.resume();
  }

  async kill(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://fake');
    const asked = { method: request.method ?? 'GET', path: pathname, query, isWatch: query.get('watch') === 'true' };
    this.requests.push(asked);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body: unknown = parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString());
    const reply = this.intercept?.(asked) ?? this.#reply(asked, body, response);
    if (reply === undefined) return;
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }

  #reply({ method, path, query, isWatch }: FakeRequest, body: unknown, response: ServerResponse): FakeReply | undefined {
    const [, namespace, name] = /^\/apis\/l5d\.io\/v1alpha1\/namespaces\/([^/]+)\/dtabs(?:\/([^/]+))?$/.exec(path) ?? [];
    if (namespace === undefined || !this.isInstalled) return { status: 404, body: '404 page not found\n' };
    if (isWatch) return this.#watch(namespace, query, response);
    if (name === undefined)
      return method === 'POST' ? this.objects.post(namespace, body as FakeObject) : this.objects.list(namespace, query);
    if (method === 'PUT') return this.objects.put(namespace, name, body as FakeObject);
    const { preconditions } = (body ?? {}) as { preconditions?: Record<string, unknown> };
    return method === 'DELETE' ? this.objects.delete(namespace, name, preconditions) : this.objects.get(namespace, name);
  }

  #watch(namespace: string, query: URLSearchParams, response: ServerResponse): FakeReply | undefined {
    const from = Number(query.get('resourceVersion'));
    if (from < this.objects.compactedAt) return status(410, 'Expired', `too old resource version: ${from}`);
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const watcher = { namespace, response, allowsBookmarks: query.get('allowWatchBookmarks') === 'true' };
    this.#watchers.add(watcher);
    const timer = setTimeout(() => response.end(), Number(query.get('timeoutSeconds')) * 1_000);
    response.on('close', () => {
      clearTimeout(timer);
      this.#watchers.delete(watcher);
    });
    for (const change of this.objects.history) if (change.version > from) this.#tellOne(watcher, change);
    return undefined;
  }

  #tell(change: FakeChange): void {
    for (const watcher of this.#watchers) this.#tellOne(watcher, change);
  }

  #tellOne(watcher: Watcher, { namespace, type, object }: FakeChange): void {
    if (watcher.namespace === namespace) this.#send(watcher, { type, object });
  }

  #send({ response }: Watcher, event: unknown): void {
    const bytes = Buffer.from(typeof event === 'string' ? event : `${JSON.stringify(event)}\n`);
    const write = (): void => {
      for (let at = 0; at < bytes.length; at += this.chunkBytes) response.write(bytes.subarray(at, at + this.chunkBytes));
    };
    if (this.isHolding) this.#held.push(write);
    else write();
  }
}
