import type { RequestListener, Server, ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  defineInterface,
  type InterfaceContext,
  type InterfacePlugin,
  type ListenAddress,
  type Logger,
  NamingError,
  type ServedInterface,
} from '@namerd/plugin';
import { type FastifyInstance, fastify } from 'fastify';
import { type HttpConfig, httpSchema, type TlsConfig } from './config.ts';
import { defaultLimits } from './options.ts';
import { namerdHttp } from './plugin.ts';
import { TlsFiles } from './tls.ts';
import { answerClientErrors, serverOptions } from './transport.ts';

// An import would load fetch and WebSocket with it, a tenth of the time that namerd takes to start.
const { createServer } = process.getBuiltinModule('node:http');
const { createServer: createTlsServer } = process.getBuiltinModule('node:https');

/** The HTTP API on a port of its own (`io.l5d.httpController`), plain or with TLS. */
export const httpController: InterfacePlugin<HttpConfig> = defineInterface({
  kind: 'io.l5d.httpController',
  schema: httpSchema,
  address: ({ ip, port }) => ({ host: ip, port: port }),
  create: (config, context) => new HttpController(config, context),
});

class HttpController implements ServedInterface {
  readonly #config: HttpConfig;
  readonly #context: InterfaceContext;
  #fastify: FastifyInstance | undefined;
  #closed: Promise<void> | undefined;

  constructor(config: HttpConfig, context: InterfaceContext) {
    this.#config = config;
    this.#context = context;
  }

  async listen(): Promise<ListenAddress> {
    const { ip, port, socketOptions } = this.#config;
    const { backlog, reusePort } = socketOptions;
    const server = this.#makeFastify();
    this.#fastify = server;
    try {
      await server.listen({
        host: ip,
        port: port,
        ...(backlog !== undefined && { backlog: backlog }),
        ...(reusePort && { reusePort: true }),
      });
    } catch (cause) {
      throw new NamingError('UNAVAILABLE', `cannot listen on ${ip}:${port}`, { cause: cause });
    }
    const address = server.server.address() as AddressInfo; // it listens on a port, not on a path
    return { host: address.address, port: address.port };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const server = this.#fastify;
    if (server === undefined) return;
    const deadline = this.#context.clock.setTimeout(() => server.server.closeAllConnections(), defaultLimits.drainMs);
    await server.close();
    deadline[Symbol.dispose]();
  }

  #makeFastify(): FastifyInstance {
    const { socketOptions, maxBodyBytes, maxRequestLineBytes } = this.#config;
    const { store, interpreter } = this.#context;
    const server = fastify({
      serverFactory: (handler) => this.#makeServer(handler),
      clientErrorHandler: () => {}, // `answerClientErrors` does it
      exposeHeadRoutes: false,
    });
    server.register(namerdHttp, {
      store: store,
      interpreter: interpreter,
      context: this.#context,
      maxBodyBytes: maxBodyBytes,
      maxRequestLineBytes: maxRequestLineBytes,
      writeTimeoutMs: socketOptions.writeTimeoutMs ?? 0,
    });
    server.setNotFoundHandler((_, reply) => {
      reply.hijack();
      reply.raw.sendDate = false;
      reply.raw.writeHead(404, ['Content-Length', 0]).end();
    });
    return server;
  }

  #makeServer(handler: RequestListener): Server {
    const { socketOptions, tls, maxRequestLineBytes } = this.#config;
    const { logger } = this.#context;
    const options = {
      ...serverOptions,
      // The request line counts as a header here.
      maxHeaderSize: Math.max(serverOptions.maxHeaderSize, 4096 + maxRequestLineBytes),
      noDelay: socketOptions.noDelay,
      keepAlive: socketOptions.keepAlive,
    };
    const server = tls === undefined ? createServer(options, handler) : makeTlsServer(tls, options, handler, logger);
    answerClientErrors(server);
    if (socketOptions.readTimeoutMs !== undefined)
      server.setTimeout(socketOptions.readTimeoutMs, (socket) => void socket.destroy());
    return server;
  }
}

function makeTlsServer(tls: TlsConfig, options: ServerOptions, handler: RequestListener, logger: Logger): Server {
  const files = new TlsFiles(tls);
  const server = createTlsServer({ ...options, ...files.read() }, handler);
  files.follow(server, logger);
  return server;
}
