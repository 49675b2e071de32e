import { NamingError } from '@namerd/errors';
import { type CallScope, Channel, type Duplex } from './grpc.ts';
import type { EtcdClientOptions, EtcdCredentials } from './options.ts';
import { type Method, methods } from './proto.ts';
import { Failure } from './rpc-failure.ts';
import { unlessAborted, within } from './within.ts';

/** A channel is not given up before it has had this long to make a connection. */
const minAgeMs = 1_000;

/**
 * Calls over a channel that is replaced when it fails: a connection may be dead for a quarter of an hour before TCP notices, and with a new
 * one come the certificates that are on disk by then. Gets the token of etcd's authentication when there are credentials.
 */
export class Connection {
  readonly #options: EtcdClientOptions;
  readonly #closed: AbortController = new AbortController();
  #channel: { readonly channel: Channel; readonly sinceMs: number } | undefined;
  #token: Promise<string | undefined> | undefined;

  constructor(options: EtcdClientOptions) {
    this.#options = options;
  }

  /** Aborts when the connection is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  unary<Q, A>(method: Method<Q, A>, request: Q, signal: AbortSignal): Promise<A> {
    return this.#authorized(signal, (channel, scope) => channel.unary(method, request, scope));
  }

  /** Opens a call that goes on, and resolves when `run` does. What fails in it counts as a failure of the connection where it is one. */
  duplex<Q, A, R>(
    method: Method<Q, A>,
    signal: AbortSignal,
    run: (open: (onMessage: (answer: A) => void) => Duplex<Q>) => Promise<R>,
  ): Promise<R> {
    return this.#authorized(signal, (channel, scope) => run((onMessage) => channel.duplex(method, scope, onMessage)));
  }

  close(): void {
    this.#closed.abort(new NamingError('CLOSED', 'the etcd client is disposed'));
    this.#channel?.channel.close();
    this.#channel = undefined;
  }

  /** Makes the call, and once more with a new token if etcd does not know the old one any longer: it has refused before doing anything. */
  async #authorized<T>(signal: AbortSignal, call: (channel: Channel, scope: CallScope) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const token = await this.#currentToken(signal);
      try {
        return await this.#watched((channel) => call(channel, { token, signal }));
      } catch (error) {
        if (attempt > 0 || this.#options.credentials === undefined || !Failure.isOfToken(error)) throw error;
        this.#token = undefined;
      }
    }
  }

  /** All calls that lack one wait for one token, which is asked for whatever becomes of the call that was first. */
  async #currentToken(signal: AbortSignal): Promise<string | undefined> {
    const { credentials } = this.#options;
    if (credentials === undefined) return undefined;
    this.#token ??= this.#authenticate(credentials);
    const asked = this.#token;
    try {
      return await unlessAborted(asked, signal);
    } catch (error) {
      if (this.#token === asked && !signal.aborted) this.#token = undefined;
      throw error;
    }
  }

  async #authenticate({ username, password }: EtcdCredentials): Promise<string | undefined> {
    const { context, timeoutMs = 5_000 } = this.#options;
    const bounds = { clock: context.clock, ms: timeoutMs, what: 'authentication', signal: undefined, closed: this.closed };
    const request = { name: username, password };
    const ask = (signal: AbortSignal) =>
      this.#watched((channel) => channel.unary(methods().authenticate, request, { token: undefined, signal }));
    try {
      return (await within(bounds, ask)).token;
    } catch (error) {
      if (Failure.isAuthOff(error)) return undefined;
      throw Failure.ofPreparation(error);
    }
  }

  async #watched<T>(call: (channel: Channel) => Promise<T>): Promise<T> {
    if (this.#closed.signal.aborted) throw this.#closed.signal.reason;
    const current = this.#current();
    try {
      return await call(current.channel);
    } catch (error) {
      if (Failure.isOfConnection(error)) this.#giveUp(current);
      throw error;
    }
  }

  #current(): { readonly channel: Channel; readonly sinceMs: number } {
    const { host, port, tls, context } = this.#options;
    this.#channel ??= { channel: new Channel({ host, port, tls: tls?.() }), sinceMs: context.clock.now() };
    return this.#channel;
  }

  #giveUp(failed: { readonly channel: Channel; readonly sinceMs: number }): void {
    if (this.#channel !== failed || this.#options.context.clock.now() - failed.sinceMs < minAgeMs) return;
    this.#channel = undefined;
    failed.channel.close();
  }
}
