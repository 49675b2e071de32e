import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ListenAddress, type Logger, NamingError, type ServedInterface } from '@namerd/plugin';
import type { AdminConfig } from '../config/admin.ts';
import { type AdminAnswer, answer } from './routes.ts';
import { isAllowed } from './security.ts';
import type { AdminView } from './view.ts';

// An import would load fetch and WebSocket with it, a tenth of the time that namerd takes to start.
const { createServer } = process.getBuiltinModule('node:http');

/** The admin server. Answers `/admin/ping` and the other routes from when it listens until it is disposed; a HEAD is a GET without body. */
export function createAdminServer(config: AdminConfig, view: AdminView, logger: Logger): ServedInterface {
  const server = createServer((request, response) => {
    respond(request, config, view)
      .catch((error: unknown): AdminAnswer => {
        logger.error('the admin server failed to answer', { path: request.url, error: String(error) });
        return { status: 500 };
      })
      .then((found) => send(response, found, request.method === 'HEAD'))
      .catch(() => response.destroy());
  });
  let disposed: Promise<void> | undefined;
  return {
    listen: () => listen(server, config.address),
    [Symbol.asyncDispose]() {
      disposed ??= close(server);
      return disposed;
    },
  };
}

async function respond(request: IncomingMessage, config: AdminConfig, view: AdminView): Promise<AdminAnswer> {
  request.resume(); // no route reads a body
  const url = URL.parse(`http://admin${request.url ?? '/'}`);
  if (url === null) return { status: 400 };
  const path = url.pathname.replace(/\/{2,}/g, '/');
  if (!isAllowed(path, config.security)) return { status: 404 };
  const { origin, host } = request.headers;
  return answer({ method: request.method ?? 'GET', path, query: url.searchParams, origin, host }, view);
}

function send(response: ServerResponse, { status, type, body = '', headers }: AdminAnswer, isHead: boolean): void {
  response.writeHead(status, {
    'content-length': Buffer.byteLength(body),
    connection: 'close', // few ask, and a shutdown need not wait for those that might ask again
    ...(type !== undefined && { 'content-type': type }),
    ...headers,
  });
  response.end(isHead ? undefined : body);
}

function listen(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new NamingError('UNAVAILABLE', `cannot listen on ${host}:${port}: ${reason(cause)}`, { cause }));
    });
    server.listen({ host, port }, () => {
      const { address, port } = server.address() as AddressInfo; // a TCP server that listens has one
      resolve({ host: address, port });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve()); // an error would say that it does not listen, which is what is wanted
    server.closeIdleConnections();
  });
}

/** In plain words where it is the one that happens. */
function reason(error: NodeJS.ErrnoException): string {
  return error.code === 'EADDRINUSE' ? 'address already in use' : error.message;
}
