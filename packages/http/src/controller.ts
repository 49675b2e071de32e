import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  defineInterface,
  type InterfaceContext,
  type InterfacePlugin,
  type ListenAddress,
  NamingError,
  type ServedInterface,
} from '@namerd/plugin';
import { type FastifyInstance, fastify } from 'fastify';
import { type HttpConfig, httpSchema } from './config.ts';
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
  readonly #fastify: FastifyInstance;
  #server: Server | undefined;
  #closed: Promise<void> | undefined;

  constructor(config: HttpConfig, context: InterfaceContext) {
    this.#config = config;
    this.#context = context;
    const { socketOptions, maxBodyBytes, maxRequestLineBytes } = config;
    this.#fastify = fastify({
      serverFactory: (handler) => this.#makeServer(handler),
      clientErrorHandler: () => {}, // `answerClientErrors` does it
      exposeHeadRoutes: false,
    });
    this.#fastify.register(namerdHttp, {
      store: context.store,
      interpreter: context.interpreter,
      context: context,
      maxBodyBytes: maxBodyBytes,
      maxRequestLineBytes: maxRequestLineBytes,
      writeTimeoutMs: socketOptions.writeTimeoutMs ?? 0,
    });
    this.#fastify.setNotFoundHandler((_, reply) => {
      reply.hijack();
      reply.raw.sendDate = false;
      reply.raw.writeHead(404, ['Content-Length', 0]).end();
    });
  }

  async listen(): Promise<ListenAddress> {
    const { ip, port, socketOptions } = this.#config;
    const { backlog, reusePort } = socketOptions;
    try {
      await this.#fastify.listen({
        host: ip,
        port: port,
        ...(backlog !== undefined && { backlog: backlog }),
        ...(reusePort && { reusePort: true }),
      });
    } catch (cause) {
      if (NamingError.is(cause)) throw cause;
      throw new NamingError('UNAVAILABLE', `cannot listen on ${ip}:${port}`, { cause: cause });
    }
    const address = this.#fastify.server.address() as AddressInfo; // it listens on a port, not on a path
    return { host: address.address, port: address.port };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const deadline = this.#context.clock.setTimeout(() => this.#server?.closeAllConnections(), defaultLimits.drainMs);
    await this.#fastify.close();
    deadline[Symbol.dispose]();
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
    if (tls === undefined) this.#server = createServer(options, handler);
    else {
      const files = new TlsFiles(tls);
      const server = createTlsServer({ ...options, ...files.read() }, handler);
      files.follow(server, logger);
      this.#server = server;
    }
    const server = this.#server;
    answerClientErrors(server);
    if (socketOptions.readTimeoutMs !== undefined)
      server.setTimeout(socketOptions.readTimeoutMs, (socket) => void socket.destroy());
    return server;
  }
}
