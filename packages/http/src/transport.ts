import type { Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** namerd's limit of all headers together with the request line, in bytes. */
const maxHeaderBytes = 8192;

/** Longest request line in a refused request that is still told apart from headers that are too long. */
const maxRequestLineBytes = 4096;

/**
 * Options for `Fastify(…)`, or for `http.createServer`, that make a server behave on the wire as namerd does: requests without `Host` are
 * served (linkerd sends none), headers are limited to 8 KiB.
 */
export const serverOptions: ServerOptions & { readonly maxHeaderSize: number } = {
  maxHeaderSize: maxHeaderBytes,
  requireHostHeader: false,
  keepAliveTimeout: 0,
  noDelay: true,
};

/**
 * Makes a server answer what is not HTTP, or too much of it, as namerd does: 414, 431, 408 or 400, without a body, in HTTP/1.0, and then
 * closes the connection. An answer that is under way is never cut into: it is finished first, unless it would never end.
 */
export function answerClientErrors(server: Server): void {
  const responses = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (request, response) => void responses.set(request.socket, response));
  server.on('clientError', (error: ClientError, socket: Duplex) => {
    const response = responses.get(socket);
    const isUnderWay = response !== undefined && !response.writableFinished && response.req.complete;
    if (!isUnderWay && socket.writable && error.code !== 'ECONNRESET' && response?.headersSent !== true) {
      socket.end(`HTTP/1.0 ${statusLine(error)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    } else if (isUnderWay && (response.writableEnded || !response.headersSent)) {
      response.once('finish', () => socket.destroy());
    } else socket.destroy();
  });
}

type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

function statusLine({ code, rawPacket: packet }: ClientError): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  if (code !== 'HPE_HEADER_OVERFLOW') return '400 Bad Request';
  const lineEnd = packet?.indexOf('\n') ?? 0;
  const isLongLine = lineEnd < 0 || lineEnd > maxRequestLineBytes;
  return isLongLine ? '414 Request-URI Too Long' : '431 Request Header Fields Too Large';
}
