import type { Clock } from './clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly f: () => void;
}

/**
 * A clock for tests, that moves only when it is told to. Whatever waits on it runs in the order of its time, and promises settle in
 * between, so that a minute of timeouts and retries is over in a moment and goes the same way each time.
 *
 * @example
 * const clock = new VirtualClock();
 * using _ = poll({ context: { clock }, name: 'n', intervalMs: 1_000, fetch }).observe(listener);
 * await clock.advance(60_000);
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  /** Begins at `startMs`, in milliseconds since the epoch; default 0. */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimeout(f: () => void, ms: number): Disposable {
    const timer: Timer = { dueMs: this.#nowMs + (ms > 0 ? ms : 0), f };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** How many timers are waiting. 0 proves that nothing is left behind. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets `ms` milliseconds pass. What a timer throws rejects this, and the clock stands at the time of that timer. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      await this.#run(next);
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  /** Lets time pass, timer by timer, until `done` holds. Rejects if it still does not after `limitMs` (default an hour). */
  async runUntil(done: () => boolean, limitMs = 3_600_000): Promise<void> {
    const endMs = this.#nowMs + limitMs;
    await this.settle();
    while (!done()) {
      const next = this.#next(endMs);
      if (next === undefined) throw new Error(`not so within ${limitMs} ms of virtual time`);
      await this.#run(next);
    }
  }

  /** Lets no time pass, only everything that needs none: promises, however many follow one another. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (first === undefined || timer.dueMs < first.dueMs)) first = timer;
    }
    return first;
  }

  async #run(timer: Timer): Promise<void> {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.f();
    await this.settle();
  }
}
