import type { Clock, Keyed } from '@namerd/activity';

/** Options of {@link readOwnWrite}. */
export interface ReadOwnWriteOptions<K, V> {
  /** The watches of the store, by namespace. */
  readonly watches: Keyed<K, V>;
  readonly clock: Clock;
  /** Whether a watch that shows this value has seen the write, or something newer. */
  readonly hasSeen: (value: V) => boolean;
  /** How long to wait at most. Default 2,000: the write is done, and a watch that is behind for longer says so by itself. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until this process reads its own write: until the watch of the namespace, if one is running, shows it. Does no I/O of its own, and never rejects: the
 * write has been acknowledged, whatever becomes of the watch, and a watch that fails or goes stale meanwhile is not waited for.
 */
export async function readOwnWrite<K, V>(key: K, options: ReadOwnWriteOptions<K, V>): Promise<void> {
  const { watches, clock, hasSeen, timeoutMs = 2_000, signal } = options;
  if (!watches.has(key) || signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal?.addEventListener('abort', onAbort, { once: true });
  using _timer = clock.setTimeout(resolve, timeoutMs);
  using _observation = watches(key).observe((state) => {
    const isBehind = state.kind === 'pending' || (state.kind === 'ok' && state.stale === undefined && !hasSeen(state.value));
    if (!isBehind) resolve();
  });
  await promise;
  signal?.removeEventListener('abort', onAbort);
}
