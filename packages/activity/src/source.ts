import type { Activity } from './activity.ts';
import { live } from './live.ts';
import { type Sink, Source, type SourceOptions } from './node/source.ts';

/**
 * An activity fed by `start`, which runs when the first observer comes, and whose `signal` aborts when the last one leaves.
 * The state is then forgotten; the next observer starts afresh from pending. A throw in `start` becomes `failed`.
 *
 * @example
 * const ticks = source<number>((sink, signal) => {
 *   let n = 0;
 *   const timer = setInterval(() => sink.ok(++n), 1000);
 *   signal.addEventListener('abort', () => clearInterval(timer));
 * });
 */
export function source<T>(start: (sink: Sink<T>, signal: AbortSignal) => void, options: SourceOptions<T> = {}): Activity<T> {
  return live(new Source(start, options));
}
