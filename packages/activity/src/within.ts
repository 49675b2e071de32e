import { NamingError } from '@namerd/errors';
import type { Clock } from './clock.ts';

/** Bounds of a call to a backend. */
export interface CallBounds {
  readonly clock: Clock;
  /** How long the call may take, in milliseconds. */
  readonly ms: number;
  /** What is waited for, in the message of `TIMEOUT`. */
  readonly what: string;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
}

/**
 * A call that is told when to give up: its signal aborts with `TIMEOUT` when the time is up and with `ABORTED` when the caller's does.
 * The call must reject then; why it was ended goes before what it says itself.
 */
export async function within<T>(bounds: CallBounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, what, signal } = bounds;
  NamingError.throwIfAborted(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason }));
  using _ = clock.setTimeout(() => {
    controller.abort(new NamingError('TIMEOUT', `${what}: no answer within ${ms} ms`));
  }, ms);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await call(controller.signal);
  } catch (thrown) {
    if (controller.signal.aborted && !NamingError.is(thrown)) throw controller.signal.reason;
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
