import type { Clock } from './clock.ts';
import type { Equals, State } from './state.ts';

/**
 * A value that changes over time and knows whether it is pending, ok (fresh or stale) or failed. Nothing happens until it
 * is observed: the first observer starts its source, the last one leaving stops it. All observers of one activity share one run.
 *
 * It is state, not a stream of events: an observer sees the newest state, and may miss those in between.
 *
 * The contract, each line a test in `test/contract.test.ts`:
 *  1. `observe` calls the listener once, synchronously, with the current state; then after each change.
 *  2. A listener never runs inside the call that caused the change; changes in one turn arrive as one call with the newest state.
 *  3. Equal states are not delivered, also when a value went there and back in one turn.
 *  4. A listener sees a consistent snapshot: all derived values computed from the same source versions.
 *  5. No call after the observation is disposed, including during the flush in which it is disposed.
 *  6. The first observer starts the source; the last one leaving aborts its signal; a later observer starts it afresh.
 *  7. However many observers or derivations, a source runs at most once at a time.
 *  8. A throw in `map` or `flatMap` becomes `failed`; recovery on the next value. A throw in a listener is reported to the
 *     process and harms no other listener.
 *  9. `flatMap` takes the new inner before it leaves the old, so a source used by both never restarts.
 * 10. A flush that does not settle in 100 rounds fails with a cycle error naming the node.
 * 11. `states()` holds at most one undelivered state per reader; returning or aborting it disposes the observation.
 * 12. Unobserved activities hold no timers, sockets or entries; `keyed` forgets a key a linger after its last observer.
 */
export interface Activity<out T> {
  /**
   * Calls `listener` now and after each change, until the result is disposed. Starts the source if nobody observed it.
   * The caller disposes; disposing twice is harmless.
   */
  observe(listener: (state: State<T>) => void): Disposable;

  /**
   * The states as they change, newest only: a slow reader skips, it never queues. Observation starts with the first `next()`
   * and ends when the loop is left, `return()` is called or `signal` aborts (the iteration then just ends).
   */
  states(signal?: AbortSignal): AsyncIterableIterator<State<T>>;

  /** The first value: waits while pending, rejects with the error of `failed`, and with `ABORTED` when `signal` aborts. */
  first(signal?: AbortSignal): Promise<T>;

  /** A derived value. `equals` (default `Object.is`) stops a change that makes no difference from going further. */
  map<U>(f: (value: T) => U, equals?: Equals<U>): Activity<U>;

  /** Follows the activity that `f` answers for the current value. Pending and failed pass through. */
  flatMap<U>(f: (value: T) => Activity<U>, equals?: Equals<U>): Activity<U>;

  /** Keeps the last value, marked stale, where this would go back to pending or failed. */
  stabilize(options?: { readonly clock?: Clock }): Activity<T>;
}
