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
 * The call must reject then.
 */
export async function within<T>(bounds: Bounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, what, signal } = bounds;
  NamingError.throwIfAborted(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason }));
  using _ = clock.setTimeout(() => {
    controller.abort(new NamingError('TIMEOUT', `ZooKeeper: ${what}: no answer within ${ms} ms`));
  }, ms);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await call(controller.signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * A promise that rejects with the signal's reason as soon as it aborts. `begin` may answer what undoes it, which is called once the promise
 * is settled, however.
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let isSettled = false;
    let undo: (() => void) | undefined;
    const finish = (act: () => void): void => {
      isSettled = true;
      signal?.removeEventListener('abort', onAbort);
      undo?.();
      act();
    };
    const onAbort = (): void => finish(() => reject(signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    undo = begin(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    );
    if (isSettled) undo?.();
  });
}
