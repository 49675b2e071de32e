/** Work that a change has made necessary. */
export interface Task {
  run(): void;
  /** Called after `run` when the flush does not settle and this task is one of those that keep it going. */
  giveUp(rounds: number): void;
}

/** Rounds after which a flush counts as a cycle. A listener that changes something starts a new round. */
const maxRounds = 100;

let queue: Task[] = [];
let flushing = false;

/** Runs `task` at the end of this turn, or in the next round of the flush that is under way. */
export function schedule(task: Task): void {
  queue.push(task);
  if (flushing) return;
  flushing = true;
  queueMicrotask(flush);
}

function flush(): void {
  for (let round = 1; queue.length > 0; round++) {
    const batch = queue;
    queue = [];
    for (const task of batch) {
      const before = queue.length;
      try {
        task.run();
        // Who merely looks on is spared: it makes no work for others.
        if (round > maxRounds && queue.length > before) task.giveUp(maxRounds);
      } catch (error) {
        report(error);
      }
    }
  }
  flushing = false;
}

/** Hands an error of somebody's listener to the process, as an uncaught exception, after the flush. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
