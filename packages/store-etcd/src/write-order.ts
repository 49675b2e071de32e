import { type Namespace, NamingError } from '@namerd/plugin';

/**
 * Lets callers leave a write that is under way, but no later write of the same namespace overtake it: etcd may execute a call that was
 * canceled, and that after the next one.
 */
export class WriteOrder {
  readonly #left = new Map<Namespace, Promise<unknown>>();

  /** Runs the write after those that were left. If the signal aborts meanwhile, rejects `ABORTED`, and the write goes on. */
  async run<T>(namespace: Namespace, signal: AbortSignal | undefined, write: () => Promise<T>): Promise<T> {
    NamingError.throwIfAborted(signal);
    const before = this.#left.get(namespace);
    if (before !== undefined) await unlessAborted(before, signal, {});
    const writing = write();
    try {
      return await unlessAborted(writing, signal, { outcome: 'unknown' });
    } catch (error) {
      if (signal?.aborted) this.#leave(namespace, writing);
      throw error;
    }
  }

  #leave(namespace: Namespace, writing: Promise<unknown>): void {
    const left = Promise.allSettled([this.#left.get(namespace), writing]).then(() => {
      if (this.#left.get(namespace) === left) this.#left.delete(namespace);
    });
    this.#left.set(namespace, left);
  }
}

async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  details: Record<string, unknown>,
): Promise<T> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new NamingError('ABORTED', 'aborted', { cause: signal.reason, details }));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
