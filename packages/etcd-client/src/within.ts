import type { Clock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';

/** Bounds of a call. */
export interface Bounds {
  readonly clock: Clock;
  /** Default: no limit. */
  readonly ms?: number;
  /** What is waited for, in the message of `TIMEOUT`. */
  readonly what: string;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Of the whole client. */
  readonly closed: AbortSignal;
}

/**
 * A call that is told when to give up: its signal aborts with `TIMEOUT` when the time is up, with `ABORTED` when the caller's does and with
 * `CLOSED` when the client is disposed; and in any case when the call is over, so that nothing of it goes on. The call must reject then.
 */
export async function within<T>(bounds: Bounds, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { clock, ms, what, signal, closed } = bounds;
  NamingError.throwIfAborted(signal);
  if (closed.aborted) throw closed.reason;
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason }));
  const onClose = (): void => controller.abort(closed.reason);
  const onLate = (): void => controller.abort(new NamingError('TIMEOUT', `etcd: ${what}: no answer within ${ms} ms`));
  using _timer = ms === undefined ? undefined : clock.setTimeout(onLate, ms);
  signal?.addEventListener('abort', onAbort, { once: true });
  closed.addEventListener('abort', onClose, { once: true });
  try {
    return await call(controller.signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    closed.removeEventListener('abort', onClose);
    controller.abort(new NamingError('ABORTED', 'the call is over'));
  }
}

/** The promise, unless the signal aborts first: then it rejects with its reason. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
