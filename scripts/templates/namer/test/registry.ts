import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SampleNamer } from '@namerd/namer-sample';
import type { NamerBackend } from '@namerd/namer-testkit';
import { createPluginContext, type Endpoint, Path } from '@namerd/plugin';

/**
 * A registry for one test, on loopback: `GET /services/<name>` answers `{"endpoints": […]}` or 404. While it fails, it cuts every connection.
 * FILL IN: replace it by the real backend where you can have one, and keep what is below the line.
 */
export class Registry implements NamerBackend {
  readonly #services = new Map<string, string>();
  readonly #server: Server = createServer((request, response) => this.#answer(request.url ?? '', response));
  #isDown = false;

  static async start(lingerMs: number): Promise<Registry> {
    const registry = new Registry(lingerMs);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  #answer(url: string, response: ServerResponse): void {
    const found = this.#services.get(url.replace('/services/', ''));
    if (this.#isDown) response.destroy();
    else if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(found);
  }

  // ---- what the suite needs of any backend

  readonly prefix: Path = Path.of('#', 'io.namerd.sample');
  readonly #context = createPluginContext();
  readonly #lingerMs: number;

  private constructor(lingerMs: number) {
    this.#lingerMs = lingerMs;
  }

  open(): SampleNamer {
    const { port } = this.#server.address() as AddressInfo;
    const config = { url: `http://127.0.0.1:${port}`, intervalMs: 150, timeoutMs: 10_000 };
    return new SampleNamer({ config, context: { ...this.#context, prefix: this.prefix }, lingerMs: this.#lingerMs });
  }

  nameOf(service: string): Path {
    return Path.of(service);
  }

  async set(service: string, endpoints: readonly Endpoint[]): Promise<void> {
    this.#services.set(service, JSON.stringify({ endpoints }));
  }

  async remove(service: string): Promise<void> {
    this.#services.delete(service);
  }

  async nonsense(service: string): Promise<void> {
    this.#services.set(service, 'what is this?');
  }

  async fail(): Promise<void> {
    this.#isDown = true;
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
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
