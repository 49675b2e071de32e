import { type Activity, NamingError, type State } from '@namerd/plugin';
import { type Exchange, isGone } from './exchange.ts';

/** A state that says something. */
export type Known<T> = Exclude<State<T>, { readonly kind: 'pending' }>;

/** Requests that wait for something that is not known yet. */
export class Waiting {
  readonly #waits = new Set<Wait<never>>();
  readonly #onThrow: (exchange: Exchange, thrown: unknown) => void;

  /** `onThrow` answers where making the answer throws. */
  constructor(onThrow: (exchange: Exchange, thrown: unknown) => void) {
    this.#onThrow = onThrow;
  }

  /** How many wait now. */
  get size(): number {
    return this.#waits.size;
  }

  /**
   * Calls `then` with the first state that is not pending: at once if it is known, and never if the client goes away first, which ends
   * the observation. There is no time limit, as in namerd; the result ends the wait with an error, if it still waits.
   */
  once<T>(exchange: Exchange, activity: Activity<T>, then: (state: Known<T>) => void): (error: NamingError) => void {
    const wait = new Wait<T>((state) => {
      try {
        then(state);
      } catch (thrown) {
        this.#onThrow(exchange, thrown);
      }
    });
    wait.start(activity);
    if (wait.isDone) return ignore;
    const { response } = exchange;
    const leave = (): void => wait.leave();
    response.once('close', leave);
    this.#waits.add(wait);
    wait.onDone = () => {
      response.off('close', leave);
      this.#waits.delete(wait);
    };
    if (isGone(exchange)) leave();
    return (error) => wait.end(error);
  }

  /** Answers everybody with `CLOSED`. */
  close(): void {
    for (const wait of this.#waits) wait.end(new NamingError('CLOSED', 'the server is shutting down'));
  }
}

class Wait<T> {
  readonly #then: (state: Known<T>) => void;
  #observation: Disposable | undefined;
  isDone = false;
  onDone: () => void = ignore;

  constructor(then: (state: Known<T>) => void) {
    this.#then = then;
  }

  start(activity: Activity<T>): void {
    this.#observation = activity.observe((state) => {
      if (state.kind !== 'pending') this.#finish(state);
    });
    if (this.isDone) this.#observation[Symbol.dispose](); // it answered before we had the observation in hand
  }

  end(error: NamingError): void {
    this.#finish({ kind: 'failed', error: error });
  }

  /** Nobody wants to know any more. */
  leave(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.#observation?.[Symbol.dispose]();
    this.onDone();
  }

  #finish(state: Known<T>): void {
    if (this.isDone) return;
    this.leave();
    this.#then(state);
  }
}

function ignore(): void {}
