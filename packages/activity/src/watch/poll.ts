import type { Activity } from '../activity.ts';
import { delay } from './attempt.ts';
import { watch } from './loop.ts';
import type { PollOptions } from './options.ts';

/**
 * Reads a value again and again, while somebody observes it. A failed read is repeated with backoff; until it succeeds the last good
 * value stands, marked stale, or the state is failed if there is none. Stops, and aborts the read, when the last observer leaves.
 *
 * @example
 * const members = poll({ context, name: 'members', intervalMs: 5_000, equals: isDeepStrictEqual, fetch: (signal) => client.members({ signal }) });
 */
export function poll<T>(options: PollOptions<T>): Activity<T> {
  const { clock, random = Math.random } = options.context;
  return watch<T, undefined>({
    options,
    list: async (signal) => ({ value: await options.fetch(signal), cursor: undefined }),
    follow: (_cursor, _reporter, signal) => delay(clock, options.intervalMs * (0.9 + 0.2 * random()), signal),
    goesBack: () => false,
    rhythmic: true,
    livenessMs: 0,
    resyncMs: 0,
    graceMs: 0,
  });
}
