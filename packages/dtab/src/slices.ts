import { NamingError } from '@namerd/errors';

/** How to do long work without holding up everything else. */
export interface SliceOptions {
  /** Aborting it ends the work: the promise rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** How long to work before others get their turn, in milliseconds. Default 10. */
  readonly sliceMs?: number;
}

/** Takes the steps one by one, and lets the event loop have its turn between two of them whenever a slice is over. */
export async function inSlices(steps: Iterable<unknown>, options: SliceOptions = {}): Promise<void> {
  const { signal, sliceMs = 10 } = options;
  NamingError.throwIfAborted(signal);
  let end = performance.now() + sliceMs;
  for (const _ of steps) {
    if (performance.now() < end) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    NamingError.throwIfAborted(signal);
    end = performance.now() + sliceMs;
  }
}
