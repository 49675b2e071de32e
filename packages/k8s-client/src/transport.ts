import type { Clock } from '@namerd/activity';
import { within } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import type { K8sAccess } from './access.ts';
import { pause } from './pause.ts';
import type { HttpAnswer } from './reply.ts';

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: unknown;
}

/** Options of {@link Transport}. */
export interface TransportOptions {
  readonly access: K8sAccess;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Nobody is made to wait longer than this by a `Retry-After`, in milliseconds. */
const maxPauseMs = 60_000;

/** HTTP to one API server: credentials, deadlines, what errors of the network mean, and the pauses that the server asks for. */
export class Transport {
  readonly #access: K8sAccess;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #pool: Pool;
  readonly #basePath: string;
  #pausedUntilMs = 0;
  #isClosed = false;

  constructor({ access, clock, timeoutMs }: TransportOptions) {
    this.#access = access;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    const url = new URL(access.server);
    this.#basePath = url.pathname.replace(/\/$/, '');
    const connect = connector(access, timeoutMs);
    this.#pool = new Pool(url.origin, { connect, allowH2: false, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** Sends a request and reads the whole answer, within the timeout. Rejects with `UNAVAILABLE`, `TIMEOUT`, `FORBIDDEN` (no token) or `ABORTED`. */
  async exchange(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    const asked = nameOf(request);
    const isWrite = request.method !== 'GET';
    const progress = { wasSent: false };
    try {
      return await within({ clock: this.#clock, ms: this.#timeoutMs, what: `Kubernetes: ${asked}`, signal }, async (bounded) => {
        const response = await this.#send(request, bounded, progress);
        const text = await response.body.text();
        return { status: response.statusCode, text, asked, isWrite, retryAfterMs: this.#retryAfter(response) };
      });
    } catch (thrown) {
      throw toNamingError(thrown, asked, isWrite && progress.wasSent);
    }
  }

  /** Sends a request and answers as soon as the status is known; the caller reads the body. Ends with the signal alone. */
  async open(request: HttpRequest, signal: AbortSignal): Promise<OpenAnswer> {
    const asked = nameOf(request);
    try {
      const response = await this.#send(request, signal, { wasSent: false });
      const retryAfterMs = this.#retryAfter(response);
      return { status: response.statusCode, chunks: bytesOf(response.body, asked), asked, retryAfterMs };
    } catch (thrown) {
      throw toNamingError(signal.aborted ? signal.reason : thrown, asked, false);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.destroy(new NamingError('CLOSED', 'the Kubernetes client is closed'));
  }

  async #send(request: HttpRequest, signal: AbortSignal, progress: { wasSent: boolean }): Promise<Dispatcher.ResponseData> {
    if (this.#isClosed) throw new NamingError('CLOSED', 'the Kubernetes client is closed');
    await this.#rest(signal);
    const token = await this.#access.token?.();
    signal.throwIfAborted();
    progress.wasSent = true; // as far as we know: see NotConnected
    return this.#pool.request({
      method: request.method,
      path: this.#basePath + request.path,
      signal,
      headers: {
        accept: 'application/json',
        'user-agent': 'namerd',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
  }

  /** Keeps the peace that the server has asked for; whoever cannot wait so long is told at once. */
  async #rest(signal: AbortSignal): Promise<void> {
    const restMs = this.#pausedUntilMs - this.#clock.now();
    if (restMs <= 0) return;
    if (restMs < this.#timeoutMs) return pause(this.#clock, restMs, signal);
    const message = `the Kubernetes API asked not to be called for another ${Math.ceil(restMs / 1_000)} s`;
    throw new NamingError('UNAVAILABLE', message, { details: { retryAfterMs: restMs } });
  }

  #retryAfter({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
    const value = headers['retry-after'];
    if (typeof value !== 'string' || (statusCode !== 429 && statusCode < 500)) return undefined;
    const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - this.#clock.now();
    if (!(ms > 0)) return undefined;
    const boundedMs = Math.min(ms, maxPauseMs);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.now() + boundedMs);
    return boundedMs;
  }
}

/** An answer whose body is still to come. */
export interface OpenAnswer {
  readonly status: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly asked: string;
  readonly retryAfterMs: number | undefined;
}

/** There was never a connection, so that no request can have arrived. */
class NotConnected extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function connector(access: K8sAccess, timeout: number): buildConnector.connector {
  return (options, callback) => {
    try {
      const connect = buildConnector({ timeout, allowH2: false, ...access.tls?.() });
      connect(options, (...[error, socket]) =>
        error === null ? callback(null, socket) : callback(new NotConnected(error), null),
      );
    } catch (thrown) {
      callback(new NotConnected(NamingError.from(thrown)), null); // such as a certificate that cannot be read
    }
  };
}

async function* bytesOf(body: Dispatcher.ResponseData['body'], asked: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (thrown) {
    throw toNamingError(thrown, asked, false);
  }
}

function toNamingError(thrown: unknown, asked: string, wasSent: boolean): NamingError {
  if (thrown instanceof NotConnected) {
    if (NamingError.is(thrown.cause)) return thrown.cause;
    return new NamingError('UNAVAILABLE', `${asked}: no connection to the Kubernetes API: ${thrown.message}`, {
      cause: thrown.cause,
    });
  }
  const details = wasSent ? { outcome: 'unknown' } : {};
  if (NamingError.is(thrown)) {
    const isOpen = wasSent && (thrown.code === 'TIMEOUT' || thrown.code === 'ABORTED');
    return isOpen ? new NamingError(thrown.code, thrown.message, { cause: thrown.cause, details }) : thrown;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new NamingError('UNAVAILABLE', `${asked}: the connection to the Kubernetes API was lost: ${message}`, {
    cause: thrown,
    details,
  });
}

function nameOf({ method, path }: HttpRequest): string {
  return `${method} ${path.split('?')[0]}`;
}
