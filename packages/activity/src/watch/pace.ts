import { jitter } from './backoff.ts';
import type { Backoff, WatchContext } from './context.ts';

/** A round that is over sooner than this was a quick one. */
const quickMs = 1_000;
/** Quick rounds in a row that nobody has to wait for: a burst of changes is passed on at once. */
const freeRounds = 3;

/** Keeps a loop whose rounds end at once, for whatever reason, from turning into a storm of requests. */
export interface Pace {
  /** How long to wait after a round that took `tookMs` and brought something new or not, in milliseconds. */
  after(tookMs: number, changed: boolean): number;
}

/** Options of {@link createPace}. */
export interface PaceOptions {
  readonly context: WatchContext;
  readonly backoff?: Backoff | undefined;
  /** The longest round that counts as quick. Default 1,000. */
  readonly quickMs?: number;
  /** At least this long from one beginning to the next, once the free rounds are used up. Default 0. */
  readonly minIntervalMs?: number | undefined;
  /** The longest wait while the rounds do bring something new. Default 1,000. */
  readonly busyMaxMs?: number | undefined;
}

/** A pace that has seen no round yet. */
export function createPace({ context, backoff = {}, minIntervalMs = 0, busyMaxMs = 1_000, ...options }: PaceOptions): Pace {
  const { minMs = 100, maxMs = 30_000 } = backoff;
  const limitMs = Math.max(options.quickMs ?? quickMs, minIntervalMs);
  let quick = 0;
  return {
    after(tookMs, changed) {
      if (tookMs >= limitMs) {
        quick = 0;
        return 0;
      }
      quick++;
      if (quick <= freeRounds) return 0;
      const boundMs = Math.min(changed ? Math.min(busyMaxMs, maxMs) : maxMs, minMs * 2 ** (quick - freeRounds - 1));
      return Math.max(minIntervalMs - tookMs, jitter(boundMs, context.random));
    },
  };
}
