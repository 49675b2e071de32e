import type { Node } from './node/node.ts';
import { Observer } from './node/observer.ts';
import type { State } from './state.ts';

type Result<T> = IteratorResult<State<T>>;

/** An iterator over the newest states. Written by hand: a generator would not see `return()` while it waits. */
export class States<T> implements AsyncIterableIterator<State<T>> {
  readonly #node: Node<T>;
  readonly #signal: AbortSignal | undefined;
  #observation: Disposable | undefined;
  /** The one state that waits for its reader. */
  #latest: State<T> | undefined;
  #delivered: State<T> | undefined;
  #readers: ((result: Result<T>) => void)[] = [];
  #done = false;

  constructor(node: Node<T>, signal?: AbortSignal) {
    this.#node = node;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<T>> {
    if (this.#signal?.aborted) this.#finish();
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
      this.#start();
      this.#hand();
    });
  }

  return(): Promise<Result<T>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  #start(): void {
    if (this.#observation !== undefined) return;
    this.#signal?.addEventListener('abort', this.#finish, { once: true });
    this.#observation = new Observer(this.#node, (state) => this.#take(state));
    if (this.#done) this.#observation[Symbol.dispose](); // starting the source can abort us
  }

  #take(state: State<T>): void {
    const isOld = this.#delivered !== undefined && this.#node.isSame(this.#delivered, state); // there and back while nobody read
    this.#latest = isOld ? undefined : state;
    this.#hand();
  }

  #hand(): void {
    const state = this.#latest;
    if (state === undefined) return;
    const reader = this.#readers.shift();
    if (reader === undefined) return;
    this.#latest = undefined;
    this.#delivered = state;
    reader({ done: false, value: state });
  }

  readonly #finish = (): void => {
    if (this.#done) return;
    this.#done = true;
    this.#latest = undefined;
    this.#delivered = undefined;
    this.#signal?.removeEventListener('abort', this.#finish);
    this.#observation?.[Symbol.dispose]();
    for (const reader of this.#readers) reader({ done: true, value: undefined });
    this.#readers = [];
  };
}
