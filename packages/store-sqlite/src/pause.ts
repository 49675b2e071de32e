import type { Clock } from '@namerd/plugin';

/** Waits, and ends early when `signal` aborts. Never rejects. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  using _ = clock.setTimeout(resolve, ms);
  signal?.addEventListener('abort', onAbort, { once: true });
  await promise;
  signal?.removeEventListener('abort', onAbort);
}
