import type { Clock } from '@namerd/activity';

/** One blocking query. */
export interface Slot {
  /** It is over on the agent's side, too. */
  free(): void;
  /** We have given it up, but the agent goes on with it, and keeps its connection, until its wait is over. */
  abandon(): void;
}

/** Counts blocking queries as the agent does. */
export class Slots {
  readonly #clock: Clock;
  readonly #max: number;
  #taken = 0;
  /** When the agent will be done with those that were given up, in the order of their beginning. */
  #abandoned: readonly number[] = [];

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  /** A slot for a query that the agent will be done with after this long; undefined if all are taken. */
  take(longestMs: number): Slot | undefined {
    const now = this.#clock.now();
    this.#abandoned = this.#abandoned.filter((untilMs) => untilMs > now);
    if (this.#taken + this.#abandoned.length >= this.#max) return undefined;
    this.#taken++;
    return {
      free: () => {
        this.#taken--;
      },
      abandon: () => {
        this.#taken--;
        this.#abandoned = [...this.#abandoned, now + longestMs];
      },
    };
  }
}
