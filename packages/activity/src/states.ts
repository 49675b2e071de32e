import type { Activity } from './activity.ts';
import type { State } from './state.ts';

/** An iterator over the newest states. Written by hand: a generator would not see `return()` while it waits. */
export class States<T> implements AsyncIterableIterator<State<T>> {
  readonly #activity: Activity<T>;
  readonly #signal: AbortSignal | undefined;
  #observation: Disposable | undefined;
  #latest: State<T> | undefined;
  #waiting: ((result: IteratorResult<State<T>>) => void)[] = [];
  #done = false;

  constructor(activity: Activity<T>, signal?: AbortSignal) {
    this.#activity = activity;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<State<T>>> {
    if (this.#signal?.aborted) this.#finish();
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    this.#start();
    const state = this.#latest;
    if (state !== undefined && this.#waiting.length === 0) {
      this.#latest = undefined;
      return Promise.resolve({ done: false, value: state });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<State<T>>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  #start(): void {
    if (this.#observation !== undefined) return;
    this.#signal?.addEventListener('abort', this.#finish, { once: true });
    this.#observation = this.#activity.observe((state) => {
      const reader = this.#waiting.shift();
      if (reader === undefined) this.#latest = state;
      else reader({ done: false, value: state });
    });
  }

  readonly #finish = (): void => {
    if (this.#done) return;
    this.#done = true;
    this.#latest = undefined;
    this.#signal?.removeEventListener('abort', this.#finish);
    this.#observation?.[Symbol.dispose]();
    for (const reader of this.#waiting) reader({ done: true, value: undefined });
    this.#waiting = [];
  };
}
