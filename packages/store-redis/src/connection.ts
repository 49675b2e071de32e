import { type Clock, NamingError } from '@namerd/plugin';
import type { Client } from './connect.ts';
import { toNamingError } from './errors.ts';

/** One client of Redis: connects when it is first needed, says when it is ready or lost, and ends with `close`. */
export class Connection {
  readonly client: Client;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #attempt: Promise<void> | undefined;
  #lastError: Error | undefined;
  #isClosed = false;

  constructor(client: Client, options: { readonly clock: Clock; readonly timeoutMs: number }) {
    this.client = client;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
    client.on('error', (error: Error) => {
      this.#lastError = error; // told when somebody asks; ioredis goes on trying
    });
  }

  /** Resolves when commands can be sent. Rejects `UNAVAILABLE` as soon as an attempt to connect fails, and `TIMEOUT` after the timeout. */
  ready(): Promise<void> {
    if (this.#isClosed) return Promise.reject(new NamingError('CLOSED', 'the store is disposed'));
    if (this.client.status === 'ready') return Promise.resolve();
    this.#attempt ??= this.#connect().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  /** One attempt for all who wait for it. */
  #connect(): Promise<void> {
    const { client } = this;
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        timer[Symbol.dispose]();
        client.off('ready', onReady).off('close', fail).off('end', fail);
        act();
      };
      const onReady = (): void => finish(resolve);
      const fail = (): void =>
        finish(() => reject(toNamingError(this.#lastError ?? new Error('the connection was closed'), false)));
      const late = (): void =>
        finish(() => reject(new NamingError('TIMEOUT', `Redis: no connection within ${this.#timeoutMs} ms`)));
      const timer = this.#clock.setTimeout(late, this.#timeoutMs);
      client.once('ready', onReady).once('close', fail).once('end', fail);
      if (client.status === 'wait' || client.status === 'end') client.connect().catch(fail);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.client.disconnect();
  }
}
