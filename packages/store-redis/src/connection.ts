import { NamingError } from '@namerd/plugin';
import type { Client } from './connect.ts';
import { toNamingError } from './errors.ts';

/** One client of Redis: connects when it is first needed, says when it is ready or lost, and ends with `close`. */
export class Connection {
  readonly client: Client;
  readonly #timeoutMs: number;
  #lastError: Error | undefined;
  #isClosed = false;

  constructor(client: Client, timeoutMs: number) {
    this.client = client;
    this.#timeoutMs = timeoutMs;
    client.on('error', (error: Error) => {
      this.#lastError = error; // told when somebody asks; ioredis goes on trying
    });
  }

  /** Resolves when commands can be sent. Rejects `UNAVAILABLE` as soon as an attempt to connect fails, and after the timeout. */
  ready(signal?: AbortSignal): Promise<void> {
    const { client } = this;
    if (this.#isClosed) return Promise.reject(new NamingError('CLOSED', 'the store is disposed'));
    if (client.status === 'ready') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const fail = (): void =>
        finish(() => reject(toNamingError(this.#lastError ?? new Error('the connection was closed'), false)));
      const late = (): void =>
        finish(() => reject(new NamingError('TIMEOUT', `Redis: no connection within ${this.#timeoutMs} ms`)));
      const onReady = (): void => finish(resolve);
      const onAbort = (): void => finish(() => reject(new NamingError('ABORTED', 'aborted', { cause: signal?.reason })));
      const timer = setTimeout(late, this.#timeoutMs);
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        client.off('ready', onReady).off('close', fail).off('end', fail);
        signal?.removeEventListener('abort', onAbort);
        act();
      };
      client.once('ready', onReady).once('close', fail).once('end', fail);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (client.status === 'wait' || client.status === 'end') client.connect().catch(fail);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.client.disconnect();
  }
}
