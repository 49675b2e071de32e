/**
 * Work in small pieces: it yields after each, and its caller decides whether others get a turn in between. One piece takes a few
 * milliseconds at most.
 */
export type Slices<T> = Generator<void, T, void>;

/** All of it at once. */
export function atOnce<T>(work: Slices<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Piece by piece, with the event loop's other work in between; rejects with what the work throws. */
export async function inTurns<T>(work: Slices<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await turn();
  }
}

/** Lets the event loop do its other work. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
