import type { Activity } from '../activity.ts';
import { delay } from './attempt.ts';
import { watch } from './loop.ts';
import type { LongPollOptions } from './options.ts';
import { createPace } from './pace.ts';
import type { Reporter } from './plan.ts';

/**
 * Asks for a value and then, with the index of each answer, for the next change, while somebody observes it. An index that goes back or
 * is not above 0 is dropped, and everything is read plainly. Stops, and aborts the question, when the last observer leaves.
 */
export function longPoll<T, I>(options: LongPollOptions<T, I>): Activity<T> {
  const follows = (next: I, previous: I): boolean => (options.follows ?? isNotBelow)(next, previous);
  const list = async (signal: AbortSignal): Promise<{ value: T; cursor: I | undefined }> => {
    const { value, index } = await options.fetch(undefined, signal);
    return { value, cursor: usable(index) };
  };
  return watch<T, I | undefined>({
    options,
    list,
    follow: (index, reporter, signal) => ask(options, follows, index, reporter, signal),
    goesBack: (next, held) => next.cursor !== undefined && held.cursor !== undefined && !follows(next.cursor, held.cursor),
    rhythmic: false,
    livenessMs: options.waitMs + (options.slackMs ?? 5_000),
    resyncMs: options.resyncMs ?? 300_000,
    graceMs: 2_000,
  });
}

/** Question after question, until an answer has no index to go on from. */
async function ask<T, I>(
  options: LongPollOptions<T, I>,
  follows: (next: I, previous: I) => boolean,
  first: I | undefined,
  reporter: Reporter<T, I | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const { context, waitMs, minIntervalMs, busyMaxMs } = options;
  const { clock } = context;
  const backoff = { ...options.backoff, maxMs: Math.min(options.backoff?.maxMs ?? 30_000, waitMs) }; // a longer pause would pass for silence
  const pace = createPace({ context, backoff, minIntervalMs, busyMaxMs, quickMs: Math.min(1_000, waitMs / 2) });
  let index = first;
  while (index !== undefined && !signal.aborted) {
    const askedMs = clock.now();
    const answer = await options.fetch(index, signal);
    const next = usable(answer.index);
    if (next !== undefined && !follows(next, index)) return;
    const moved = next !== index;
    index = next;
    reporter.next(answer.value, next);
    const pauseMs = pace.after(clock.now() - askedMs, moved);
    if (pauseMs === 0) continue;
    await delay(clock, pauseMs, signal);
    reporter.alive(); // the silence was ours
  }
}

/** An index with which a backend can be asked for the next change. One that is not above 0 makes it answer at once, over and over. */
function usable<I>(index: I | undefined): I | undefined {
  if (typeof index === 'number') return index > 0 ? index : undefined;
  if (typeof index === 'bigint') return index > 0n ? index : undefined;
  return index;
}

function isNotBelow(next: unknown, previous: unknown): boolean {
  if (typeof next === 'number' && typeof previous === 'number') return next >= previous;
  if (typeof next === 'bigint' && typeof previous === 'bigint') return next >= previous;
  return true;
}
