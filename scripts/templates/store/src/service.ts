import { type Clock, NamingError } from '@namerd/plugin';

/** An answer of the service. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The version of the document, if there is one. */
  readonly etag: string;
  /** How many writes the service had counted: answers are in order by it. */
  readonly revision: number;
}

/** A request that writes. */
export interface Write {
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  /** The condition on which it is done. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link Service}. */
export interface ServiceOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** The requests to the backend, and what their failures mean. FILL IN: the client of your backend. Knows nothing of dtabs. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Reads a page: now, or (`after`) as soon as it has a newer revision. */
  read(path: string, after: number | undefined, waitMs: number, signal: AbortSignal): Promise<Answer> {
    const query = after === undefined ? '' : `?after=${after}&waitMs=${waitMs}`;
    return this.#send(`${path}${query}`, { signal });
  }

  /** Sends a write, once: what fails on the way may have happened, which `details.outcome` says. */
  async write({ method, path, body, headers, signal }: Write): Promise<Answer> {
    NamingError.throwIfAborted(signal);
    const { clock, timeoutMs } = this.#options;
    const controller = new AbortController();
    const details = { outcome: 'unknown' };
    const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason, details }));
    const onTime = (): void => controller.abort(new NamingError('TIMEOUT', `no answer within ${timeoutMs} ms`, { details }));
    signal?.addEventListener('abort', onAbort, { once: true });
    using _timer = clock.setTimeout(onTime, timeoutMs);
    try {
      return await this.#send(path, { method, headers, signal: controller.signal, ...(body !== undefined && { body }) });
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const { status, headers, text } = await this.#fetch(path, init);
    if (status === 401 || status === 403) throw new NamingError('FORBIDDEN', `the service answered ${status}`);
    if (status >= 500) throw new NamingError('UNAVAILABLE', `the service answered ${status}`);
    const revision = Number(headers.get('x-revision') ?? Number.NaN);
    if (!Number.isSafeInteger(revision)) throw new NamingError('PROTOCOL', 'the service answered without a revision');
    return { status, text, etag: headers.get('etag') ?? '', revision };
  }

  async #fetch(path: string, init: RequestInit): Promise<{ status: number; headers: Headers; text: string }> {
    try {
      const response = await fetch(new URL(path, this.#options.url), init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (thrown) {
      if (NamingError.is(thrown)) throw thrown; // our own signal's
      throw new NamingError('UNAVAILABLE', 'the service cannot be reached', { cause: thrown, details: { outcome: 'unknown' } });
    }
  }
}
