import type { OutgoingHttpHeader } from 'node:http';
import { NamingError } from '@namerd/errors';
import type { Logger } from '@namerd/plugin';
import { negotiate, problemMediaType } from '@namerd/wire';
import type { Exchange } from './exchange.ts';
import { HttpError, toHttpError } from './http-error.ts';
import { encodeProblem } from './problem.ts';

/** Header names and values in turn, the form that costs Node least. */
export type Headers = OutgoingHttpHeader[];

/** Answers with a body, or without one to `HEAD`. */
export function sendBody(exchange: Exchange, status: number, headers: Headers, body: Buffer): void {
  const { response } = exchange;
  headers.push('Content-Length', body.length);
  begin(exchange, status, headers);
  if (exchange.method === 'HEAD') response.end();
  else if (body.length > maxJoined) response.end(body);
  else response.end(body.toString('latin1'), 'latin1');
}

/**
 * Up to this many bytes a body goes out in one write with the headers, for which Node wants a string: the bytes as Latin-1 are the same
 * bytes. It is worth a fifth of the requests that a server can answer.
 */
const maxJoined = 16_384;

/** Answers with headers alone: for 204 and 304, and for what `HEAD` shows of a dtab. */
export function sendHeaders(exchange: Exchange, status: number, headers: Headers): void {
  begin(exchange, status, headers);
  exchange.response.end();
}

/** Sends the status line and the headers, without the date that namerd does not send either. */
export function begin({ response }: Exchange, status: number, headers: Headers): void {
  response.sendDate = false;
  response.writeHead(status, headers);
}

/**
 * Answers with an error: problem details for who accepts them, namerd's text for everyone else. A bug is logged here, with its stack, and
 * nowhere else. If the answer has begun already, the connection is cut: the client must not take half an answer for a whole one.
 */
export function sendError(exchange: Exchange, thrown: unknown, logger: Logger): number {
  const error = thrown instanceof HttpError ? thrown : toHttpError(NamingError.from(thrown));
  if (error.status === 500) logger.error('request failed', { method: exchange.method, path: exchange.path, error: error.cause });
  const { response } = exchange;
  if (response.destroyed || response.writableEnded) return error.status;
  if (response.headersSent) {
    response.destroy();
    return error.status;
  }
  const headers: Headers = Object.entries(error.headers).flat();
  const wantsProblem = negotiate(exchange.request.headers.accept, [problemMediaType]) !== undefined;
  if (wantsProblem) headers.push('Content-Type', problemMediaType);
  sendBody(exchange, error.status, headers, Buffer.from(wantsProblem ? encodeProblem(error) : error.text));
  return error.status;
}
