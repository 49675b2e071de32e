import type { Clock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { abortable } from './abortable.ts';
import { addressOf, Connection } from './connection.ts';
import type { SessionKey } from './library.ts';
import { show } from './library.ts';
import type { ZkAddress, ZkClientOptions } from './options.ts';
import type { ZkSessionEvent, ZkStatus } from './session-event.ts';

/** What a session tells its client. */
export interface SessionListener {
  /** A watch on this path has fired. */
  onChange(path: string): void;
  /** The connection is gone, and with it all watches. */
  onLost(): void;
  /** The server is there. */
  onAlive(): void;
}

/** Where it stands. There is a connection in two of these states, and never more than one. */
type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly timer: Disposable }
  | { readonly kind: 'connecting'; readonly connection: Connection; readonly untried: number; timer: Disposable }
  | { readonly kind: 'connected'; readonly connection: Connection; readonly sinceMs: number; timer: Disposable }
  | { readonly kind: 'closed' };

interface Waiter {
  /** Waits for a server, however many rounds of attempts it takes. */
  readonly isPatient: boolean;
  resolve(connection: Connection): void;
  reject(error: unknown): void;
}

/**
 * Keeps one connection while somebody needs it. Nothing is attempted unless it is asked for, and never sooner than the backoff allows,
 * so however many ask there is one attempt at a time. A lost connection is followed by another one that goes on with the session; when
 * the session is over, or nothing was heard for as long as it lasts, a new one begins.
 */
export class Session {
  readonly #options: ZkClientOptions;
  readonly #listener: SessionListener;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #waiters = new Set<Waiter>();
  #phase: Phase = { kind: 'idle' };
  #key: { readonly key: SessionKey; readonly id: string; readonly timeoutMs: number; readonly lastHeardMs: number } | undefined;
  #epoch = 0;
  #attempts = 0;
  #nextAddress: number;
  #failures = 0;
  #notBeforeMs = 0;
  #lastError: NamingError | undefined;
  #isUnreachable = false;

  constructor(options: ZkClientOptions, listener: SessionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#clock = options.context.clock;
    this.#random = options.context.random ?? Math.random;
    this.#nextAddress = Math.floor(this.#random() * options.addrs.length);
  }

  /**
   * The connection; makes one if there is none. Rejects with the reason when the attempts that are under way, or the next ones, reach no
   * server, unless it is patient; with the signal's reason; with `CLOSED`.
   */
  connection(signal: AbortSignal, isPatient: boolean): Promise<Connection> {
    if (this.#phase.kind === 'connected') return Promise.resolve(this.#phase.connection);
    return abortable(signal, (resolve, reject) => {
      if (this.#phase.kind === 'closed') {
        reject(closed());
        return undefined;
      }
      const waiter: Waiter = { isPatient, resolve, reject };
      this.#waiters.add(waiter);
      if (this.#phase.kind === 'idle') this.#wait();
      return () => this.#waiters.delete(waiter);
    });
  }

  /** The connection, if there is one. */
  get current(): Connection | undefined {
    return this.#phase.kind === 'connected' ? this.#phase.connection : undefined;
  }

  /** Why the last connection, or the last attempt, came to its end. */
  get lastError(): NamingError | undefined {
    return this.#lastError;
  }

  status(watches: number): ZkStatus {
    const phase = this.#phase;
    const connection = phase.kind === 'connected' || phase.kind === 'connecting' ? phase.connection : undefined;
    return {
      kind: phase.kind,
      address: connection && addressOf(connection),
      sessionId: phase.kind === 'connected' ? phase.connection.sessionId : this.#key?.id,
      epoch: this.#epoch,
      attempts: this.#attempts,
      lastHeardAtMs: connection?.lastHeardMs,
      lastError: this.#lastError?.message,
      watches,
    };
  }

  async close(): Promise<void> {
    const phase = this.#phase;
    this.#phase = { kind: 'closed' };
    for (const waiter of this.#waiters) waiter.reject(closed());
    if ('timer' in phase) phase.timer[Symbol.dispose]();
    if ('connection' in phase) await phase.connection.close(closed());
  }

  /** Begins a round of attempts when the backoff is over. */
  #wait(): void {
    const restMs = this.#notBeforeMs - this.#clock.now();
    if (restMs <= 0) this.#attempt(this.#options.addrs.length);
    else
      this.#phase = { kind: 'waiting', timer: this.#clock.setTimeout(() => this.#attempt(this.#options.addrs.length), restMs) };
  }

  /** Tries the next of so many servers. */
  #attempt(untried: number): void {
    const { addrs, auth = [] } = this.#options;
    const address = addrs[this.#nextAddress % addrs.length] as ZkAddress; // the client refuses an empty list
    this.#forgetIfExpired();
    this.#attempts++;
    const connection: Connection = new Connection({
      clock: this.#clock,
      address,
      sessionTimeoutMs: this.#sessionTimeoutMs,
      auth,
      resume: this.#key?.key,
      epoch: this.#key === undefined ? this.#epoch + 1 : this.#epoch,
      onReady: () => this.#connected(connection),
      onChange: (path) => this.#listener.onChange(path),
      onLost: (error, isExpired) => this.#lost(connection, error, isExpired),
    });
    const boundMs = Math.max(minAttemptMs, Math.floor((this.#sessionTimeoutMs * 2) / 3 / addrs.length));
    const giveUp = (): void => {
      const error = new NamingError('UNAVAILABLE', `ZooKeeper: no session within ${boundMs} ms (${show(address)})`);
      connection.drop(error);
      this.#lost(connection, error, false);
    };
    const suspect = (): void => {
      const phase = this.#phase;
      if (phase.kind === 'connecting' && phase.connection === connection) phase.timer = this.#clock.setTimeout(giveUp, graceMs);
    };
    const timer = this.#clock.setTimeout(suspect, boundMs);
    this.#phase = { kind: 'connecting', connection, untried: untried - 1, timer };
  }

  #connected(connection: Connection): void {
    if (this.#phase.kind !== 'connecting' || this.#phase.connection !== connection) return;
    this.#phase.timer[Symbol.dispose]();
    const resumed = this.#key !== undefined;
    this.#phase = { kind: 'connected', connection, sinceMs: this.#clock.now(), timer: this.#watchdog(connection, false) };
    this.#isUnreachable = false;
    this.#epoch = connection.epoch;
    this.#tell({ kind: 'connected', address: addressOf(connection), sessionId: connection.sessionId, resumed });
    for (const waiter of this.#waiters) waiter.resolve(connection);
  }

  /** A connection has ended: one that was attempted, or the one we had. */
  #lost(connection: Connection, error: NamingError, isExpired: boolean): void {
    const phase = this.#phase;
    if (!('connection' in phase) || phase.connection !== connection) return;
    phase.timer[Symbol.dispose]();
    this.#lastError = error;
    const isOver = isExpired && this.#key !== undefined;
    if (isOver) this.#forget('server');
    else this.#nextAddress++;
    if (phase.kind === 'connected') this.#disconnected(phase.connection, phase.sinceMs, error);
    else if (isOver) this.#attempt(phase.untried + 1);
    else if (phase.untried > 0) this.#attempt(phase.untried);
    else this.#unreachable(error);
  }

  #disconnected(connection: Connection, sinceMs: number, error: NamingError): void {
    const { resetAfterMs = 30_000 } = this.#options.backoff ?? {};
    const { sessionKey: key, sessionId: id, sessionTimeoutMs: timeoutMs, lastHeardMs } = connection;
    this.#key = { key, id, timeoutMs, lastHeardMs };
    // A connection that was soon lost proves nothing: a server that dies of what we ask must not be asked in a tight loop.
    if (this.#clock.now() - sinceMs >= resetAfterMs) this.#failures = 0;
    this.#rest();
    this.#tell({ kind: 'disconnected', address: addressOf(connection), error });
    this.#listener.onLost();
  }

  /** No server could be reached. */
  #unreachable(error: NamingError): void {
    this.#rest();
    if (!this.#isUnreachable) this.#tell({ kind: 'unreachable', error });
    this.#isUnreachable = true;
    for (const waiter of this.#waiters) if (!waiter.isPatient) waiter.reject(error);
    if (this.#waiters.size > 0) this.#wait();
  }

  /** Nobody is served for a while: anything up to a bound that doubles. */
  #rest(): void {
    const { minMs = 100, maxMs = 1_000 } = this.#options.backoff ?? {};
    const boundMs = Math.min(maxMs, minMs * 2 ** this.#failures++);
    this.#notBeforeMs = this.#clock.now() + Math.max(1, this.#random() * boundMs);
    this.#phase = { kind: 'idle' };
  }

  /**
   * Looks after a connection three times a session timeout: the library notices neither a server that is silent nor a request that is never
   * answered. What is found too late is looked at once more, for it may be we who slept.
   */
  #watchdog(connection: Connection, isSuspect: boolean): Disposable {
    const timeoutMs = connection.sessionTimeoutMs;
    const everyMs = Math.max(minCheckMs, Math.floor(timeoutMs / 3));
    const heardMs = connection.lastHeardMs;
    const check = (): void => {
      const phase = this.#phase;
      if (phase.kind !== 'connected' || phase.connection !== connection) return;
      const silentMs = this.#clock.now() - connection.lastHeardMs;
      const isBad = silentMs >= everyMs * 2 || connection.oldestAskedMs >= timeoutMs;
      if (isBad && isSuspect) {
        const error = new NamingError('UNAVAILABLE', `ZooKeeper: silent for ${silentMs} ms (${addressOf(connection)})`);
        connection.drop(error);
        this.#lost(connection, error, false);
        return;
      }
      if (connection.lastHeardMs > heardMs) this.#listener.onAlive();
      phase.timer = this.#watchdog(connection, isBad);
    };
    return this.#clock.setTimeout(check, isSuspect ? graceMs : everyMs);
  }

  #forgetIfExpired(): void {
    const last = this.#key;
    if (last !== undefined && this.#clock.now() - last.lastHeardMs >= last.timeoutMs) this.#forget('silence');
  }

  #forget(by: 'server' | 'silence'): void {
    if (this.#key === undefined) return;
    this.#tell({ kind: 'expired', sessionId: this.#key.id, by });
    this.#key = undefined;
  }

  get #sessionTimeoutMs(): number {
    return this.#options.sessionTimeoutMs ?? 10_000;
  }

  #tell(event: ZkSessionEvent): void {
    this.#options.onSession?.(event);
  }
}

/** However short the session timeout, in milliseconds: a server may take as long to answer, and we do not check more often. */
const minAttemptMs = 250;
const minCheckMs = 50;

/** How long a suspicion must last, in milliseconds: time enough to read what has been waiting for us. */
const graceMs = 50;

function closed(): NamingError {
  return new NamingError('CLOSED', 'the ZooKeeper client is closed');
}
