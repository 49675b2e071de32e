/** Where all time comes from, so that tests can run in virtual time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `f` once after `ms` milliseconds, unless the result is disposed first. */
  setTimeout(f: () => void, ms: number): Disposable;
}

/** The real time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(f, ms) {
    const timer = setTimeout(f, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
