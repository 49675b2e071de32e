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
