import type { Clock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';

/** Options of {@link bounded}. */
export interface BoundedOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Of the error when it ends too early. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A call that ends when it is answered, when the time is up (`TIMEOUT`) or when the caller gives up (`ABORTED`), and is aborted then. */
export async function bounded<T>(call: (signal: AbortSignal) => Promise<T>, options: BoundedOptions): Promise<T> {
  const { clock, timeoutMs, signal, details } = options;
  NamingError.throwIfAborted(signal);
  const controller = new AbortController();
  const late = new NamingError('TIMEOUT', `Consul: no answer within ${timeoutMs} ms`, { details });
  const onAbort = (): void => controller.abort(new NamingError('ABORTED', 'aborted', { cause: signal?.reason, details }));
  using _timer = clock.setTimeout(() => controller.abort(late), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await call(controller.signal);
  } catch (thrown) {
    throw controller.signal.aborted ? controller.signal.reason : thrown;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
