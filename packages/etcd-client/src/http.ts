import type { ClientTlsOptions } from '@namerd/plugin';
import { Agent, buildConnector, request } from 'undici';

/** What an HTTP server has answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A question to an HTTP server. */
export interface HttpQuestion {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the call; it then fails with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Why there was no answer. */
export class HttpFailure extends Error {
  override readonly name: string = 'HttpFailure';
  /** False where no connection could be made, so that nobody has seen the question. */
  readonly isSent: boolean;

  constructor(cause: unknown, isSent: boolean) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.isSent = isSent;
  }
}

/** Where an HTTP server is. */
export interface HttpTarget {
  readonly host: string;
  readonly port: number;
  /** Asked for each new connection. */
  readonly tls: () => ClientTlsOptions | undefined;
  readonly connectTimeoutMs: number;
}

/** The only place that knows undici. Connections to one server, made when they are needed. Sends nothing twice, and leaves limits of time to the caller. */
export class Http {
  readonly #agent: Agent;
  readonly #origin: string;

  constructor({ host, port, tls, connectTimeoutMs }: HttpTarget) {
    const name = host.includes(':') ? `[${host}]` : host;
    this.#origin = `${tls() === undefined ? 'http' : 'https'}://${name}:${port}`;
    this.#agent = new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        const connect = buildConnector({ ...tls(), allowH2: false, timeout: connectTimeoutMs });
        connect(options, (error, socket) => {
          if (error !== null) callback(new HttpFailure(error, false), null);
          else callback(null, socket);
        });
      },
    });
  }

  async ask({ method, path, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
    try {
      const answer = await request(this.#origin + path, {
        dispatcher: this.#agent,
        method,
        headers,
        body: body ?? null,
        signal,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof HttpFailure ? error : new HttpFailure(error, true);
    }
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
