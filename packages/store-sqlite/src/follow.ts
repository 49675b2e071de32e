import type { Clock, Follower } from '@namerd/plugin';
import type { Database, Snapshot } from './database.ts';

/** What {@link follow} needs beside the file. */
export interface FollowOptions {
  readonly clock: Clock;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Given a function that looks at once, for a write of this process; it never throws. Given `undefined` when the follow is over. */
  readonly onReady: (look: (() => void) | undefined) => void;
}

/** Tells what changes in the file after `from`, until the signal aborts. Rejects as soon as the file cannot be read. */
export async function follow(
  database: Database,
  from: Snapshot,
  follower: Follower<Snapshot['rows']>,
  { clock, pollMs, signal, onReady }: FollowOptions,
): Promise<void> {
  let held = from;
  let next = Promise.withResolvers<void>();
  const look = (): void => {
    try {
      if (database.stamp() === held.stamp) {
        follower.alive();
        return;
      }
      held = database.snapshot(held);
      follower.next(held.rows);
    } catch (error) {
      next.reject(error);
    }
  };
  signal.addEventListener('abort', () => next.resolve(), { once: true });
  onReady(look);
  try {
    while (!signal.aborted) {
      next = Promise.withResolvers<void>();
      using _ = clock.setTimeout(next.resolve, pollMs);
      look();
      await next.promise;
    }
  } finally {
    onReady(undefined);
  }
}
