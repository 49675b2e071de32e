import type { Activity } from '../activity.ts';
import { watch } from './loop.ts';
import type { StreamOptions } from './options.ts';

/**
 * Lists a value, then follows its changes, while somebody observes it. When the follow ends, fails or falls silent everything is listed
 * anew; what is held meanwhile stands, marked stale from the first failure on. Stops, and aborts everything, when the last observer leaves.
 */
export function stream<T, C>(options: StreamOptions<T, C>): Activity<T> {
  const { orderOf } = options;
  return watch<T, C>({
    options,
    list: (signal) => options.list(signal),
    follow: (cursor, reporter, signal) => options.follow(cursor, reporter, signal),
    goesBack: (next, held) => orderOf !== undefined && orderOf(next.value) < orderOf(held.value),
    rhythmic: false,
    livenessMs: options.livenessMs ?? 60_000,
    resyncMs: options.resyncMs ?? 300_000,
    graceMs: options.graceMs ?? 2_000,
  });
}
