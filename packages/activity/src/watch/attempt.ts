import { NamingError } from '@namerd/errors';
import type { Clock } from '../clock.ts';

/** A controller that aborts with its parent. */
export interface Linked extends Disposable {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/**
 * A controller of its own for one attempt. Linked by hand, because `AbortSignal.any` keeps finished children of a long-lived
 * signal in memory. Dispose when the attempt is over: that takes the listener off the parent, and aborts nothing.
 */
export function linked(parent: AbortSignal): Linked {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(parent.reason);
  if (parent.aborted) onAbort();
  else parent.addEventListener('abort', onAbort, { once: true });
  const unlink = (): void => parent.removeEventListener('abort', onAbort);
  return {
    signal: controller.signal,
    abort(reason) {
      unlink();
      controller.abort(reason);
    },
    [Symbol.dispose]: unlink,
  };
}

/** Waits until the time has passed (`Infinity` for never) or `signal` aborts, whichever comes first. Never rejects. */
export function delay(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      timer?.[Symbol.dispose]();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = ms === Number.POSITIVE_INFINITY ? undefined : clock.setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}

/** Options of {@link attempt}. */
export interface AttemptOptions {
  readonly clock: Clock;
  readonly parent: AbortSignal;
  readonly timeoutMs: number;
  /** For the message of `TIMEOUT`. */
  readonly name: string;
}

/**
 * One call to the backend. It is over when the backend answers, the time is up (`TIMEOUT`) or the parent aborts (`ABORTED`), and
 * what comes later counts for nothing: a call that ignores its signal holds nobody up.
 */
export function attempt<T>(call: (signal: AbortSignal) => Promise<T>, options: AttemptOptions): Promise<T> {
  const { clock, parent, timeoutMs, name } = options;
  return new Promise((resolve, reject) => {
    const link = linked(parent);
    const finish = (act: () => void): void => {
      timer[Symbol.dispose]();
      link.signal.removeEventListener('abort', onAbort);
      link[Symbol.dispose]();
      act();
    };
    const giveUp = (error: unknown): void =>
      finish(() => {
        link.abort(error);
        reject(error);
      });
    const onAbort = (): void => giveUp(new NamingError('ABORTED', 'aborted', { cause: parent.reason }));
    const timer = clock.setTimeout(
      () => giveUp(new NamingError('TIMEOUT', `${name}: no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    link.signal.addEventListener('abort', onAbort, { once: true });
    promised(() => call(link.signal)).then((value) => finish(() => resolve(value)), giveUp);
  });
}

/** The promise of `call`, also where it throws at once. */
export async function promised<T>(call: () => Promise<T>): Promise<T> {
  return await call();
}
