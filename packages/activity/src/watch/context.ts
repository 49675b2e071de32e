import type { Clock } from '../clock.ts';
import type { WatchRegistry } from './registry.ts';

/**
 * What a watch takes from its surroundings. The context of a plugin is one, so an adapter hands its own on:
 * `poll({ context, name: 'consul /v1/health/service/web', … })`.
 */
export interface WatchContext {
  readonly clock: Clock;
  /** 0 (inclusive) to 1 (exclusive), for jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Told about transitions; never about single retries that change nothing. What it throws is dropped: telemetry harms no watch. */
  readonly onWatchEvent?: (event: WatchEvent) => void;
  /** Where running watches can be seen. */
  readonly watches?: WatchRegistry;
}

/** A transition in the life of a watch, for logs and metrics. `name` is the watch's. */
export type WatchEvent =
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'stopped'; readonly name: string }
  /** The backend is lost; it goes on trying. Once per outage. */
  | { readonly kind: 'failing'; readonly name: string; readonly error: Error; readonly retryInMs: number }
  /** The first good answer after `failing`, and how many attempts had failed. */
  | { readonly kind: 'recovered'; readonly name: string; readonly afterMs: number; readonly attempts: number }
  /** A re-read found what the follow had not told: a bug somewhere below, corrected. */
  | { readonly kind: 'drift'; readonly name: string }
  /** Nothing at all was heard for the liveness deadline; the connection is given up and made anew. */
  | { readonly kind: 'silent'; readonly name: string; readonly afterMs: number }
  /** The backend went back to an older order (restored, failed over): accepted as a new epoch. */
  | { readonly kind: 'regressed'; readonly name: string; readonly epoch: number };

/**
 * Waits between attempts: full jitter, that is anything up to the bound (never less than 1 ms), which doubles from `minMs` to `maxMs`. The same
 * numbers slow down a watch whose rounds end at once without a failure.
 */
export interface Backoff {
  /** Default 100. */
  readonly minMs?: number;
  /** Default 30,000. */
  readonly maxMs?: number;
  /** The bound starts again at `minMs` after this long of success; one good answer alone proves nothing. Default 30,000. */
  readonly resetAfterMs?: number;
}
