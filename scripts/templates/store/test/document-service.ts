import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createPluginContext, type Namespace } from '@namerd/plugin';
import { SampleStore } from '@namerd/store-sample';
import type { StoreBackend } from '@namerd/store-testkit';

interface Document {
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * A document service for one test, on loopback: `GET /dtabs` lists names, `GET`, `PUT` and `DELETE /dtabs/<name>` are documents with ETags, and
 * `?after=<revision>` waits for a change. While it fails, it cuts every connection.
 * FILL IN: replace it by the real backend where you can have one, and keep what is below the line.
 */
export class DocumentService implements StoreBackend {
  readonly #documents = new Map<string, Document>();
  /** The revision of the last change of each page. A deleted one keeps its entry. */
  readonly #changed = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  #revision = 1;
  #isDown = false;

  static async start(lingerMs: number): Promise<DocumentService> {
    const service = new DocumentService(lingerMs);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (request.method === 'GET') await this.#changeAfter(pathname, searchParams, response);
    const body = request.method === 'PUT' ? await text(request) : '';
    if (this.#isDown) {
      response.destroy();
      return;
    }
    const status = request.method === 'GET' ? 200 : this.#write(request, pathname, body);
    const found = this.#page(pathname);
    const headers = { 'x-revision': this.#revision, ...(found !== undefined && { etag: found.etag }) };
    response.writeHead(request.method === 'GET' && found === undefined ? 404 : status, headers).end(found?.body);
  }

  /** At once, unless the question is for a change that has not happened yet. */
  async #changeAfter(path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const after = query.get('after');
    if (after === null || this.#isDown || (this.#changed.get(path) ?? 0) > Number(after)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      if (this.#isDown || (this.#changed.get(path) ?? 0) > Number(after)) resolve();
    };
    const timer = setTimeout(resolve, Number(query.get('waitMs')));
    response.once('close', resolve);
    this.#waiting.add(wake);
    await promise;
    this.#waiting.delete(wake);
    clearTimeout(timer);
  }

  #page(path: string): Document | undefined {
    if (path !== '/dtabs') return this.#documents.get(path);
    const names = [...this.#documents.keys()].map((key) => key.slice('/dtabs/'.length));
    return { body: Buffer.from(JSON.stringify(names)), etag: `${this.#revision}` };
  }

  #write({ method, headers }: IncomingMessage, path: string, body: string): number {
    const held = this.#documents.get(path);
    const expected = headers['if-match'];
    if (headers['if-none-match'] === '*' && held !== undefined) return 412;
    if (held === undefined && (method === 'DELETE' || expected !== undefined)) return 404;
    if (expected !== undefined && expected !== held?.etag) return 412;
    this.#set(path, method === 'DELETE' ? undefined : Buffer.from(body));
    return 200;
  }

  #set(path: string, body: Buffer | undefined): void {
    this.#revision++;
    for (const page of ['/dtabs', path]) this.#changed.set(page, this.#revision);
    if (body === undefined) this.#documents.delete(path);
    else this.#documents.set(path, { body, etag: `${this.#revision}` });
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  // ---- what the suite needs of any backend

  readonly #context = createPluginContext();
  readonly #lingerMs: number;

  private constructor(lingerMs: number) {
    this.#lingerMs = lingerMs;
  }

  async open(): Promise<SampleStore> {
    const { port } = this.#server.address() as AddressInfo;
    const config = { url: `http://127.0.0.1:${port}`, waitMs: 10_000, timeoutMs: 10_000 };
    return new SampleStore({ config, context: this.#context, lingerMs: this.#lingerMs });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    this.#set(`/dtabs/${namespace}`, Buffer.from(bytes));
  }

  async fail(): Promise<void> {
    this.#isDown = true;
    this.#wake();
  }

  async recover(): Promise<void> {
    this.#isDown = false;
  }

  /** Every watch of the engine is in the registry of its context. */
  openWatches(): number {
    return this.#context.watches.list().length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
