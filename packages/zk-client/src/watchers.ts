import { abortable } from './abortable.ts';

/** Waits for the next change of a path, or for the loss of the connection that would have told it. */
export interface Watcher extends Disposable {
  /** From here on changes count. Call it before the watch is armed: what comes later is then never missed. */
  reset(): void;
  /** Resolves when something has changed since `reset`. Rejects with the signal's reason. */
  changed(signal: AbortSignal): Promise<void>;
}

interface Seat {
  ring(): void;
  alive(): void;
}

/** Who follows which path. All who follow one path share the server's one watch on it. */
export class Watchers {
  readonly #byPath = new Map<string, Set<Seat>>();
  readonly #onDeserted: (path: string) => void;

  /** `onDeserted` is called when the last one has left a path, so that the server's watch can be taken off. */
  constructor(onDeserted: (path: string) => void) {
    this.#onDeserted = onDeserted;
  }

  /** How many paths are followed. */
  get size(): number {
    return this.#byPath.size;
  }

  /** `alive` is called as often as the server is heard. Dispose to leave. */
  follow(path: string, alive: () => void): Watcher {
    let isChanged = false;
    let wake: (() => void) | undefined;
    const seat: Seat = {
      alive,
      ring() {
        isChanged = true;
        wake?.();
      },
    };
    const seats = this.#byPath.get(path) ?? new Set();
    this.#byPath.set(path, seats.add(seat));
    return {
      reset() {
        isChanged = false;
      },
      changed: (signal) =>
        abortable<void>(signal, (resolve) => {
          if (isChanged) resolve();
          wake = resolve;
          return () => {
            wake = undefined;
          };
        }),
      [Symbol.dispose]: () => {
        if (!seats.delete(seat) || seats.size > 0) return;
        this.#byPath.delete(path);
        this.#onDeserted(path);
      },
    };
  }

  /** A watch on this path has fired. */
  changed(path: string): void {
    for (const seat of this.#byPath.get(path) ?? []) seat.ring();
  }

  /** All watches are gone. */
  lost(): void {
    for (const seats of this.#byPath.values()) for (const seat of seats) seat.ring();
  }

  alive(): void {
    for (const seats of this.#byPath.values()) for (const seat of seats) seat.alive();
  }
}
