import { NamingError } from '@namerd/errors';
import { linked, promised } from './attempt.ts';
import type { Journal } from './journal.ts';
import type { Plan, Reporter } from './plan.ts';
import { type Finding, Resync } from './resync.ts';

/** How a follow ended, if it did not fail. */
export type End<T, C> =
  /** As agreed. `changed` says whether it had anything to tell. */
  | { readonly kind: 'returned'; readonly changed: boolean }
  /** Nothing was heard for the liveness deadline. */
  | { readonly kind: 'silent' }
  /** A re-read has found something else than what is held. */
  | ({ readonly kind: 'anew' } & Finding<T, C>);

/**
 * One run of `follow`, with its liveness deadline and its re-reads. When it ends, everything that it started is aborted and
 * nothing that comes later is heard, also from a follow that ignores its signal. Rejects when the follow fails or `parent` aborts.
 */
export function following<T, C>(plan: Plan<T, C>, journal: Journal<T, C>, cursor: C, parent: AbortSignal): Promise<End<T, C>> {
  const { clock } = plan.options.context;
  return new Promise((resolve, reject) => {
    const link = linked(parent);
    const { signal } = link;
    const resync = new Resync(plan, journal, signal);
    let changed = false;
    let deadline: Disposable | undefined;

    const finish = (act: () => void): void => {
      link.abort(new NamingError('ABORTED', 'the follow is over'));
      act();
    };
    const fail = (error: unknown): void => finish(() => reject(error));
    const end = (how: End<T, C>): void => finish(() => resolve(how));

    const heard = (): void => {
      deadline?.[Symbol.dispose]();
      if (plan.livenessMs > 0) deadline = clock.setTimeout(() => end({ kind: 'silent' }), plan.livenessMs);
    };
    const take = (make: (held: T) => T, at?: C): void => {
      if (signal.aborted || journal.held === undefined) return;
      heard();
      try {
        const { held } = journal;
        const next = { value: make(held.value), cursor: at ?? held.cursor };
        if (plan.goesBack(next, held)) {
          resync.hurry();
          return;
        }
        resync.changed();
        if (journal.answered(next)) changed = true;
      } catch (thrown) {
        fail(thrown);
      }
    };
    const reporter: Reporter<T, C> = {
      next: (value, at) => take(() => value, at),
      update: (f) => take(f),
      alive: () => {
        if (signal.aborted) return;
        heard();
        journal.heard();
      },
    };

    signal.addEventListener(
      'abort',
      () => {
        deadline?.[Symbol.dispose]();
        if (parent.aborted) reject(new NamingError('ABORTED', 'aborted', { cause: parent.reason }));
      },
      { once: true },
    );
    heard();
    promised(() => plan.follow(cursor, reporter, signal)).then(() => end({ kind: 'returned', changed }), fail);
    if (!plan.rhythmic) resync.run((finding) => end({ kind: 'anew', ...finding })).catch(fail);
  });
}
