import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** namerd's limit of all headers together with the request line, in bytes. */
const maxHeaderBytes = 8192;

/** Longest request line in a refused request that is still told apart from headers that are too long. */
const maxRequestLineBytes = 4096;

/**
 * Options for `Fastify(…)`, or for `http.createServer`, that make a server behave on the wire as namerd does: requests without `Host` are
 * served (linkerd sends none), headers are limited to 8 KiB.
 */
export const serverOptions: ServerOptions<typeof IncomingMessage, typeof ServerResponse> = {
  maxHeaderSize: maxHeaderBytes,
  requireHostHeader: false,
  keepAliveTimeout: 0,
  noDelay: true,
};

/**
 * Answers what is not HTTP, or too much of it, and closes the connection: 414, 431, 408 or 400, without a body, in HTTP/1.0, as namerd
 * does. For the `clientError` event of a server.
 */
export function answerClientError(error: Error & { readonly code?: string; readonly rawPacket?: Buffer }, socket: Socket): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.0 ${statusLine(error.code, error.rawPacket)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function statusLine(code: string | undefined, packet: Buffer | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  if (code !== 'HPE_HEADER_OVERFLOW') return '400 Bad Request';
  const lineEnd = packet?.indexOf('\n') ?? 0;
  const isLongLine = lineEnd < 0 || lineEnd > maxRequestLineBytes;
  return isLongLine ? '414 Request-URI Too Long' : '431 Request Header Fields Too Large';
}
