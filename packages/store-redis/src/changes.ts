import { type Clock, NamingError } from '@namerd/plugin';
import type { Connection } from './connection.ts';

/** Hints about one channel, from the moment at which Redis has confirmed the subscription. */
export interface Subscription extends Disposable {
  /** Resolves at the next hint, or at once if there was one since the last call. Rejects when the subscription is lost or the signal aborts. */
  next(): Promise<void>;
}

/** Options of {@link Changes}. */
export interface ChangesOptions {
  readonly connection: Connection;
  readonly clock: Clock;
  /** How often the connection is asked whether it is still there. */
  readonly heartbeatMs: number;
}

/**
 * Notifications over one subscriber connection. They are hints only: Redis forgets what it publishes while nobody listens, so whoever subscribes
 * reads after that, and a lost connection ends every subscription.
 */
export class Changes {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #heartbeatMs: number;
  readonly #channels = new Map<string, Channel>();
  #heartbeat: Disposable | undefined;

  constructor(options: ChangesOptions) {
    this.#connection = options.connection;
    this.#clock = options.clock;
    this.#heartbeatMs = options.heartbeatMs;
    const { client } = options.connection;
    client.on('message', (channel: string) => this.hint(channel));
    client.on('close', () => this.#lost());
    client.on('end', () => this.#lost());
  }

  /** `alive` is called whenever Redis has shown to be there. */
  async subscribe(channel: string, alive: () => void, signal: AbortSignal): Promise<Subscription> {
    await this.#connection.ready();
    const entry = this.#channels.get(channel) ?? { listeners: new Set(), confirmed: this.#connection.client.subscribe(channel) };
    this.#channels.set(channel, entry);
    const listener = new Listener(alive, signal, () => this.#leave(channel, listener));
    entry.listeners.add(listener);
    this.#beat();
    try {
      await entry.confirmed;
    } catch (error) {
      listener[Symbol.dispose]();
      throw error;
    }
    return listener;
  }

  /** Something on this channel has changed: also called for our own writes, which need not wait for Redis to tell. */
  hint(channel: string): void {
    for (const listener of this.#channels.get(channel)?.listeners ?? []) listener.hint();
  }

  #leave(channel: string, listener: Listener): void {
    const listeners = this.#channels.get(channel)?.listeners;
    if (listeners?.delete(listener) !== true || listeners.size > 0) return;
    this.#channels.delete(channel);
    if (this.#channels.size === 0) this.#rest();
    this.#connection.client.unsubscribe(channel).catch(() => undefined); // the connection is gone, and the subscription with it
  }

  #beat(): void {
    this.#heartbeat ??= this.#clock.setTimeout(() => {
      this.#heartbeat = undefined;
      this.#connection.client.ping().then(
        () => this.#alive(),
        () => this.#lost(), // no answer in time: the connection may look alive for a long time yet
      );
      if (this.#channels.size > 0) this.#beat();
    }, this.#heartbeatMs);
  }

  #alive(): void {
    for (const listener of this.#all()) listener.alive();
  }

  /** Every subscription ends with the connection; who comes next begins with none. */
  #lost(): void {
    const all = this.#all();
    this.#channels.clear();
    this.#rest();
    for (const listener of all) listener.fail(new NamingError('UNAVAILABLE', 'Redis: the subscription was lost'));
  }

  #rest(): void {
    this.#heartbeat?.[Symbol.dispose]();
    this.#heartbeat = undefined;
  }

  #all(): readonly Listener[] {
    return [...this.#channels.values()].flatMap(({ listeners }) => [...listeners]);
  }
}

/** Who listens to a channel, and whether Redis has said yes. */
interface Channel {
  readonly listeners: Set<Listener>;
  readonly confirmed: Promise<unknown>;
}

class Listener implements Subscription {
  readonly alive: () => void;
  readonly #signal: AbortSignal;
  readonly #leave: () => void;
  #hinted = false;
  #error: NamingError | undefined;
  #wake: (() => void) | undefined;

  constructor(alive: () => void, signal: AbortSignal, leave: () => void) {
    this.alive = alive;
    this.#signal = signal;
    this.#leave = leave;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => this.fail(new NamingError('ABORTED', 'aborted', { cause: this.#signal.reason }));

  hint(): void {
    this.#hinted = true;
    this.#wake?.();
  }

  fail(error: NamingError): void {
    this.#error ??= error;
    this.#wake?.();
  }

  async next(): Promise<void> {
    if (!this.#hinted && this.#error === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    if (this.#error !== undefined) throw this.#error;
    this.#hinted = false;
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#leave();
  }
}
