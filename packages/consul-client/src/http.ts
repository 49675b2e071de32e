import { type Clock, systemClock } from '@namerd/activity';
import { buildConnector, Pool } from 'undici';
import { bounded } from './bounded.ts';
import { transportFailure } from './failure.ts';
import type { ConsulClientOptions, ConsulTls } from './options.ts';

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'PUT';
  /** With its parameters. */
  readonly path: string;
  readonly token: string | undefined;
  readonly body?: string | Uint8Array;
  /** How long Consul may let us wait. Its connection is of the kind that is kept for that. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** One answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/** How long Consul may take to answer when asked to wait this long: it spreads its waits by up to a sixteenth. */
export function longestMs(waitMs: number): number {
  return waitMs + Math.ceil(waitMs / 16);
}

/** Speaks HTTP to one agent: connections are kept, their number, the size of answers and the time of everything are bounded. Nothing is sent twice. */
export class Http implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #token: string | undefined;
  /** Apart, so that a short call never waits behind long ones. */
  readonly #short: Pool;
  readonly #long: Pool;
  /** Errors of connections that never came about: nothing was sent on them. */
  readonly #unsent = new WeakSet<object>();
  #disposed: Promise<void> | undefined;

  constructor(options: ConsulClientOptions & { readonly maxBlocking: number }) {
    const { host, port, token, tls, clock = systemClock, timeoutMs = 5_000, maxBytes = 64 * 1024 * 1024 } = options;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#token = token;
    const origin = `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const pool = (connections: number): Pool =>
      new Pool(origin, {
        connections,
        connect: this.#connector(tls),
        maxResponseSize: maxBytes,
        headersTimeout: 0, // `bounded` sees to the time
        bodyTimeout: 0,
        allowH2: false,
      });
    this.#short = pool(options.maxConnections ?? 8);
    this.#long = pool(options.maxBlocking);
  }

  /** Rejects `UNAVAILABLE`, `TIMEOUT`, `PROTOCOL`, `ABORTED` or `CLOSED`. */
  send(request: HttpRequest): Promise<HttpAnswer> {
    const { method, path, body, waitMs = 0, signal, token = this.#token } = request;
    const isWrite = method !== 'GET';
    const pool = waitMs > 0 ? this.#long : this.#short;
    const call = async (abort: AbortSignal): Promise<HttpAnswer> => {
      try {
        const headers = token === undefined ? {} : { 'x-consul-token': token };
        const answer = await pool.request({ method, path, headers, body: body ?? null, signal: abort });
        const text = await answer.body.text();
        const header = (name: string): string | undefined => [answer.headers[name]].flat()[0];
        return { status: answer.statusCode, header, text };
      } catch (thrown) {
        const isUnsent = typeof thrown === 'object' && thrown !== null && this.#unsent.has(thrown);
        throw transportFailure(thrown, isWrite && !isUnsent);
      }
    };
    return bounded(call, {
      clock: this.#clock,
      timeoutMs: longestMs(waitMs) + this.#timeoutMs,
      signal,
      details: isWrite ? { outcome: 'unknown' } : {},
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= Promise.all([this.#short.destroy(), this.#long.destroy()]).then(() => undefined);
    return this.#disposed;
  }

  #connector(tls: (() => ConsulTls) | undefined): buildConnector.connector {
    return (options, callback) => {
      const refuse = (error: unknown): void => {
        const cause = error instanceof Error ? error : new Error(String(error));
        this.#unsent.add(cause);
        callback(cause, null);
      };
      let connect: buildConnector.connector;
      try {
        connect = buildConnector({ ...tls?.(), timeout: this.#timeoutMs, allowH2: false });
      } catch (error) {
        refuse(error);
        return;
      }
      connect(options, (...[error, socket]) => (error === null ? callback(null, socket) : refuse(error)));
    };
  }
}
