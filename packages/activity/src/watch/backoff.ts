import type { Backoff, WatchContext } from './context.ts';

/** The waits of one loop after its failures. */
export interface Waits {
  /** A failure: how long to wait before the next attempt, in milliseconds. */
  failed(): number;
  /** A success. The bound starts again only when it has lasted: one good answer between failures proves nothing. */
  succeeded(): void;
}

/** Anything from 1 ms to `boundMs`. Never 0, so that a loop cannot spin however the dice fall. */
export function jitter(boundMs: number, random: () => number = Math.random): number {
  return Math.max(1, random() * boundMs);
}

/** Full jitter under a bound that doubles, see {@link Backoff}. */
export function createWaits(context: WatchContext, options: Backoff = {}): Waits {
  const { minMs = 100, maxMs = 30_000, resetAfterMs = 30_000 } = options;
  let failures = 0;
  let goodSinceMs: number | undefined;
  return {
    failed() {
      if (goodSinceMs !== undefined && context.clock.now() - goodSinceMs >= resetAfterMs) failures = 0;
      goodSinceMs = undefined;
      return jitter(Math.min(maxMs, minMs * 2 ** failures++), context.random);
    },
    succeeded() {
      goodSinceMs ??= context.clock.now();
    },
  };
}
