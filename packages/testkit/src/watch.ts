import { AssertionError } from 'node:assert';
import { inspect } from 'node:util';
import { type Activity, State, systemClock } from '@namerd/activity';

/**
 * For tests: keeps an activity observed, remembers what it said and waits for what it is to say. Observing starts when it is made; dispose
 * to stop.
 *
 * @example
 * using web = new Watch(namer.lookup(Path.of('web')), 5_000);
 * const tree = await web.fresh('a leaf', (found) => found.kind === 'leaf');
 */
export class Watch<T> implements Disposable {
  /** All states as they were delivered. */
  readonly history: State<T>[] = [];
  readonly #boundMs: number;
  readonly #observation: Disposable;
  #wake: (() => void)[] = [];

  /** Waits at most `boundMs` at a time. */
  constructor(activity: Activity<T>, boundMs: number) {
    this.#boundMs = boundMs;
    this.#observation = activity.observe((state) => {
      this.history.push(state);
      const wake = this.#wake;
      this.#wake = [];
      for (const each of wake) each();
    });
  }

  /** The newest state. */
  get current(): State<T> {
    return this.history.at(-1) ?? State.pending;
  }

  /** Resolves when the next state is there. Never rejects, and may never resolve. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  /** The first state from now on (the current one included) of which `isSo`; rejects after the bound. `what` completes "waited for". */
  async until(what: string, isSo: (state: State<T>) => boolean): Promise<State<T>> {
    using late = new Deadline(this.#boundMs);
    for (;;) {
      const state = this.current;
      if (isSo(state)) return state;
      if (late.isOver) throw new AssertionError({ message: `waited ${this.#boundMs} ms for ${what}; last seen: ${show(state)}` });
      await Promise.race([this.change(), late.over]);
    }
  }

  /** The first value from now on that is not stale and of which `isSo`; rejects after the bound. */
  async fresh(what: string, isSo: (value: T) => boolean): Promise<T> {
    const state = await this.until(what, (s) => s.kind === 'ok' && s.stale === undefined && isSo(s.value));
    if (state.kind !== 'ok') throw new TypeError('unreachable');
    return state.value;
  }

  [Symbol.dispose](): void {
    this.#observation[Symbol.dispose]();
  }
}

/** The promise's outcome, or a failure if it takes longer than the bound. */
export async function within<T>(boundMs: number, what: string, promise: PromiseLike<T>): Promise<T> {
  using late = new Deadline(boundMs);
  const over = late.over.then(() => {
    throw new AssertionError({ message: `${what} took longer than ${boundMs} ms` });
  });
  return await Promise.race([promise, over]);
}

class Deadline implements Disposable {
  isOver = false;
  readonly over: Promise<void>;
  readonly #timer: Disposable;

  constructor(ms: number) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#timer = systemClock.setTimeout(() => {
      this.isOver = true;
      resolve();
    }, ms);
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }
}

function show(state: State<unknown>): string {
  return inspect(state, { depth: 3, breakLength: Number.POSITIVE_INFINITY }).slice(0, 400);
}
