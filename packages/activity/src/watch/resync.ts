import { NamingError } from '@namerd/errors';
import { attempt, delay, type Linked, linked } from './attempt.ts';
import { createWaits, jitter } from './backoff.ts';
import type { Journal } from './journal.ts';
import type { Listed, Plan } from './plan.ts';

/** Re-reads in a row that prove nothing, after which everything begins anew: a list followed from there is always right. */
const maxUndecided = 3;

/** What a re-read has found wrong: the reading to go on from, or nothing if everything must be listed anew. */
export interface Finding<T, C> {
  readonly from: Listed<T, C> | undefined;
}

/** Reads everything from time to time beside a running follow, and compares: what the follow has lost would be lost for ever. */
export class Resync<T, C> {
  readonly #plan: Plan<T, C>;
  readonly #journal: Journal<T, C>;
  readonly #signal: AbortSignal;
  #nap: Linked | undefined;
  #hurry: 'none' | 'wanted' | 'done' = 'none';
  #changes = 0;

  constructor(plan: Plan<T, C>, journal: Journal<T, C>, signal: AbortSignal) {
    this.#plan = plan;
    this.#journal = journal;
    this.#signal = signal;
  }

  /** The follow has said something. A re-read that was under way is then older than what is held, and proves nothing. */
  changed(): void {
    this.#changes++;
  }

  /** The follow has said something odd: the next re-read is due after the grace. Once per pause, or an odd follow would cause a storm. */
  hurry(): void {
    if (this.#hurry !== 'none') return;
    this.#hurry = 'wanted';
    this.#nap?.abort();
  }

  /**
   * Runs until the signal aborts. Calls `found` when something is wrong, in the same turn in which it was compared, so that no news slips
   * in between. Rejects where only re-reads could vouch for the follow, and fail.
   */
  async run(found: (finding: Finding<T, C>) => void): Promise<void> {
    const { options, graceMs, resyncMs, livenessMs } = this.#plan;
    const { clock, random = Math.random } = options.context;
    const waits = createWaits(options.context, options.backoff);
    const pauseMs = (): number => (resyncMs > 0 ? resyncMs * (0.9 + 0.2 * random()) : Number.POSITIVE_INFINITY);
    let undecided = 0;
    let waitMs = pauseMs();
    while (!this.#signal.aborted) {
      await this.#sleep(waitMs);
      if (this.#signal.aborted) return;
      const before = this.#changes;
      let reading: Listed<T, C>;
      try {
        reading = await this.#read();
      } catch (thrown) {
        if (this.#signal.aborted) return;
        if (livenessMs === 0) throw thrown;
        this.#journal.noted(NamingError.from(thrown, 'UNAVAILABLE'));
        waitMs = waits.failed();
        continue;
      }
      waits.succeeded();
      if (!this.#agrees(reading)) await delay(clock, graceMs, this.#signal); // the follow may be about to tell
      if (this.#signal.aborted) return;
      if (this.#agrees(reading)) {
        undecided = 0;
        waitMs = pauseMs();
        this.#journal.heard();
      } else if (this.#changes === before && !this.#isBehind(reading)) {
        found({ from: reading });
        return;
      } else if (++undecided >= maxUndecided) {
        found({ from: undefined });
        return;
      } else {
        waitMs = jitter(graceMs, random);
      }
    }
  }

  #read(): Promise<Listed<T, C>> {
    const { context, timeoutMs = 10_000, name } = this.#plan.options;
    return attempt((signal) => this.#plan.list(signal), { clock: context.clock, parent: this.#signal, timeoutMs, name });
  }

  #agrees(reading: Listed<T, C>): boolean {
    const { equals = Object.is } = this.#plan.options;
    const held = this.#journal.held;
    return held !== undefined && equals(held.value, reading.value) && !this.#isBehind(reading);
  }

  /** A lagging replica, or a backend that has lost its latest: one reading cannot tell. */
  #isBehind(reading: Listed<T, C>): boolean {
    const held = this.#journal.held;
    return held !== undefined && this.#plan.goesBack(reading, held);
  }

  async #sleep(ms: number): Promise<void> {
    const { clock } = this.#plan.options.context;
    const graceMs = Math.min(ms, this.#plan.graceMs);
    await delay(clock, graceMs, this.#signal);
    if (this.#hurry !== 'wanted') {
      using nap = linked(this.#signal);
      this.#nap = nap;
      await delay(clock, ms - graceMs, nap.signal);
      this.#nap = undefined;
    }
    this.#hurry = this.#hurry === 'wanted' ? 'done' : 'none';
  }
}
