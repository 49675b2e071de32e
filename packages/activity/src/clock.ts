/** Where all time comes from, so that tests can run in virtual time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `f` once after `ms` milliseconds, unless the result is disposed first. */
  setTimeout(f: () => void, ms: number): Disposable;
}

/** The longest time that the platform's timers can wait. They treat a longer one as no time at all. */
const maxTimerMs = 2 ** 31 - 1;

/** The real time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(f, ms) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (restMs: number): void => {
      if (restMs > maxTimerMs) timer = setTimeout(() => wait(restMs - maxTimerMs), maxTimerMs);
      else timer = setTimeout(f, restMs);
    };
    wait(ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
