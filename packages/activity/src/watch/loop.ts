import { NamingError } from '@namerd/errors';
import type { Activity } from '../activity.ts';
import { live } from '../live.ts';
import { type Sink, Source } from '../node/source.ts';
import { report } from '../scheduler.ts';
import { attempt, delay } from './attempt.ts';
import { createWaits, type Waits } from './backoff.ts';
import { type End, following } from './following.ts';
import { Journal } from './journal.ts';
import { createPace, type Pace } from './pace.ts';
import type { Listed, Plan } from './plan.ts';

/** The activity of a plan: the loop runs while somebody observes it. */
export function watch<T, C>(plan: Plan<T, C>): Activity<T> {
  const { name, equals = Object.is } = plan.options;
  const node: Source<T> = new Source<T>((sink, signal) => start(plan, sink, signal, () => node.dependents), { name, equals });
  return live(node);
}

function start<T, C>(plan: Plan<T, C>, sink: Sink<T>, signal: AbortSignal, observers: () => number): void {
  const { name, context } = plan.options;
  const journal = new Journal(plan, sink, observers);
  const entry = context.watches?.add(() => journal.status());
  const stopped = (): void => {
    entry?.[Symbol.dispose]();
    journal.tell({ kind: 'stopped', name });
  };
  signal.addEventListener('abort', stopped, { once: true });
  journal.tell({ kind: 'started', name });
  new Loop(plan, journal, signal).run().catch(report); // it never rejects, or there is a bug in it
}

/**
 * The one loop of every watch: list, follow, and begin anew when the follow ends, for whatever reason, until `signal` aborts.
 * There is no other way out of it.
 */
class Loop<T, C> {
  readonly #plan: Plan<T, C>;
  readonly #journal: Journal<T, C>;
  readonly #signal: AbortSignal;
  readonly #waits: Waits;
  readonly #pace: Pace;

  constructor(plan: Plan<T, C>, journal: Journal<T, C>, signal: AbortSignal) {
    const { context, backoff } = plan.options;
    this.#plan = plan;
    this.#journal = journal;
    this.#signal = signal;
    this.#waits = createWaits(context, backoff);
    this.#pace = createPace({ context, backoff });
  }

  async run(): Promise<void> {
    const { clock } = this.#plan.options.context;
    let from: Listed<T, C> | undefined;
    while (!this.#signal.aborted) {
      let waitMs: number;
      try {
        ({ from, waitMs } = await this.#round(from));
      } catch (thrown) {
        if (this.#signal.aborted) return;
        from = undefined;
        waitMs = this.#failed(thrown);
      }
      if (waitMs > 0) await delay(clock, waitMs, this.#signal);
    }
  }

  /** One list and one follow. `from` is a reading that takes the place of the list. */
  async #round(from: Listed<T, C> | undefined): Promise<{ from: Listed<T, C> | undefined; waitMs: number }> {
    const { clock } = this.#plan.options.context;
    const startedMs = clock.now();
    const listed = from ?? (await this.#list());
    NamingError.throwIfAborted(this.#signal);
    const changed = this.#accept(listed, from !== undefined);
    const end = await following(this.#plan, this.#journal, listed.cursor, this.#signal);
    return this.#next(end, clock.now() - startedMs, changed);
  }

  #list(): Promise<Listed<T, C>> {
    const { context, timeoutMs = 10_000, name } = this.#plan.options;
    return attempt((signal) => this.#plan.list(signal), { clock: context.clock, parent: this.#signal, timeoutMs, name });
  }

  /** Takes a reading of everything, also one that goes back: then the backend has, and a new epoch begins. */
  #accept(listed: Listed<T, C>, isFinding: boolean): boolean {
    const { held } = this.#journal;
    if (held !== undefined && this.#plan.goesBack(listed, held)) this.#journal.regressed();
    else if (isFinding) this.#journal.drifted();
    this.#waits.succeeded();
    return this.#journal.answered(listed);
  }

  #next(end: End<T, C>, tookMs: number, listChanged: boolean): { from: Listed<T, C> | undefined; waitMs: number } {
    if (end.kind === 'returned' && this.#plan.rhythmic) return { from: undefined, waitMs: 0 };
    this.#journal.restarted();
    switch (end.kind) {
      case 'returned':
        return { from: undefined, waitMs: this.#pace.after(tookMs, listChanged || end.changed) };
      case 'silent':
        this.#journal.silent(this.#plan.livenessMs);
        return { from: undefined, waitMs: 0 };
      case 'anew':
        return { from: end.from, waitMs: 0 };
    }
  }

  #failed(thrown: unknown): number {
    this.#journal.restarted();
    const waitMs = this.#waits.failed();
    this.#journal.failed(asFailure(thrown), waitMs);
    return waitMs;
  }
}

/** Abort is never an error of ours: where we did not abort, somebody on the way has cut the call. */
function asFailure(thrown: unknown): NamingError {
  const error = NamingError.from(thrown, 'UNAVAILABLE');
  return error.code === 'ABORTED' ? new NamingError('UNAVAILABLE', 'the call was cut short', { cause: error }) : error;
}
