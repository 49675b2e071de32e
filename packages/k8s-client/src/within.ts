import type { Clock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';

/** Bounds of a call. */
export interface Bounds {
  readonly clock: Clock;
  readonly ms: number;
  /** What is waited for, in the message of `TIMEOUT`. */
  readonly what: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * A call that is told when to give up: its signal aborts with `TIMEOUT` when the time is up and with `ABORTED` when the caller's does.
 * The call must reject then; why it was ended goes before what it says itself.
 */
export async function within<T>(bounds: Bounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, what, signal } = bounds;
  NamingError.throwIfAborted(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason }));
  using _ = clock.setTimeout(() => {
    controller.abort(new NamingError('TIMEOUT', `${what}: the Kubernetes API did not answer within ${ms} ms`));
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

/** Waits. Rejects with the signal's reason when it aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer[Symbol.dispose]();
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
