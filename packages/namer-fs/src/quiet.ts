import type { Clock } from '@namerd/plugin';

/** How long nothing may happen before what has happened is acted on: a file that is being written is not read half way. */
const quietMs = 20;
/** How long it is waited for quiet at most. */
const patienceMs = 250;

/** Calls back once it has been quiet for a while, or after a longer while of noise. */
export class Quiet implements Disposable {
  readonly #clock: Clock;
  readonly #callback: () => void;
  #timer: Disposable | undefined;
  #latestMs = 0;

  constructor(clock: Clock, callback: () => void) {
    this.#clock = clock;
    this.#callback = callback;
  }

  /** Something happened. */
  disturb(): void {
    const nowMs = this.#clock.now();
    if (this.#timer === undefined) this.#latestMs = nowMs + patienceMs;
    this.#timer?.[Symbol.dispose]();
    const fire = (): void => {
      this.#timer = undefined;
      this.#callback();
    };
    this.#timer = this.#clock.setTimeout(fire, Math.min(quietMs, Math.max(0, this.#latestMs - nowMs)));
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}
