import type { NamingError } from '@namerd/errors';
import type { Sink } from '../node/source.ts';
import type { WatchEvent } from './context.ts';
import type { Listed, Plan } from './plan.ts';
import type { WatchStatus } from './registry.ts';

interface Outage {
  readonly sinceMs: number;
  error: NamingError;
  attempts: number;
}

/**
 * What a watch holds, and what it tells: states to its observers, transitions to `onWatchEvent`, and the status. All three come
 * from the same fields, so they cannot disagree.
 */
export class Journal<T, C> {
  readonly #plan: Plan<T, C>;
  readonly #sink: Sink<T>;
  readonly #observers: () => number;
  readonly #startedAtMs: number;
  #held: Listed<T, C> | undefined;
  #outage: Outage | undefined;
  #lastAnswerAtMs: number | undefined;
  #lastChangeAtMs: number | undefined;
  #lastError: { readonly atMs: number; readonly message: string } | undefined;
  #restarts = 0;
  #drift = 0;
  #epoch = 0;

  constructor(plan: Plan<T, C>, sink: Sink<T>, observers: () => number) {
    this.#plan = plan;
    this.#sink = sink;
    this.#observers = observers;
    this.#startedAtMs = this.#now();
  }

  get held(): Listed<T, C> | undefined {
    return this.#held;
  }

  /** A good answer. Answers whether the value is a new one. */
  answered(next: Listed<T, C>): boolean {
    const { equals = Object.is } = this.#plan.options;
    const held = this.#held;
    const changed = held === undefined || !equals(held.value, next.value);
    this.#held = changed ? next : { value: held.value, cursor: next.cursor };
    this.heard();
    if (changed) this.#lastChangeAtMs = this.#now();
    const outage = this.#outage;
    this.#outage = undefined;
    if (changed || outage !== undefined) this.#sink.ok(this.#held.value);
    if (outage !== undefined) this.#recovered(outage);
    return changed;
  }

  /** The backend is there: what is held is what it has. */
  heard(): void {
    this.#lastAnswerAtMs = this.#now();
  }

  /** An attempt has failed. The value stays, marked with the beginning of the outage; without a value there is only the error. */
  failed(error: NamingError, retryInMs: number): void {
    this.noted(error);
    const isNew = this.#outage === undefined;
    this.#outage ??= { sinceMs: this.#now(), error, attempts: 0 };
    const outage = this.#outage;
    outage.attempts++;
    if (this.#held !== undefined) {
      this.#sink.stale({ sinceMs: outage.sinceMs, cause: outage.error });
    } else {
      if (outage.error.code !== error.code) outage.error = error; // of one kind of failure one is enough
      this.#sink.failed(outage.error);
    }
    if (isNew) this.tell({ kind: 'failing', name: this.#name, error, retryInMs });
  }

  /** An error that changes nothing yet. */
  noted(error: NamingError): void {
    this.#lastError = { atMs: this.#now(), message: error.message };
  }

  restarted(): void {
    this.#restarts++;
  }

  drifted(): void {
    this.#drift++;
    this.tell({ kind: 'drift', name: this.#name });
  }

  regressed(): void {
    this.#epoch++;
    this.tell({ kind: 'regressed', name: this.#name, epoch: this.#epoch });
  }

  silent(afterMs: number): void {
    this.tell({ kind: 'silent', name: this.#name, afterMs });
  }

  /** Hands an event on. Telemetry harms no watch: what it throws is dropped. */
  tell(event: WatchEvent): void {
    try {
      this.#plan.options.context.onWatchEvent?.(event);
    } catch {
      // Nobody to tell: the place that reports errors is the one that failed.
    }
  }

  status(): WatchStatus {
    return {
      name: this.#name,
      kind: this.#kind(),
      startedAtMs: this.#startedAtMs,
      lastAnswerAtMs: this.#lastAnswerAtMs,
      lastChangeAtMs: this.#lastChangeAtMs,
      lastError: this.#lastError,
      observers: this.#observers(),
      restarts: this.#restarts,
      drift: this.#drift,
      epoch: this.#epoch,
    };
  }

  #kind(): WatchStatus['kind'] {
    if (this.#held !== undefined) return this.#outage === undefined ? 'ok' : 'stale';
    return this.#outage === undefined ? 'pending' : 'failed';
  }

  #recovered(outage: Outage): void {
    const afterMs = this.#now() - outage.sinceMs;
    this.tell({ kind: 'recovered', name: this.#name, afterMs, attempts: outage.attempts });
  }

  get #name(): string {
    return this.#plan.options.name;
  }

  #now(): number {
    return this.#plan.options.context.clock.now();
  }
}
