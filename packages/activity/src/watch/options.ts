import type { Equals } from '../state.ts';
import type { Backoff, WatchContext } from './context.ts';

/** What all three faces of the watch engine have in common. */
export interface WatchOptions<T> {
  readonly context: WatchContext;
  /** What is watched, as an operator would name it; shown in logs, metrics and `/state`. Free of secrets. */
  readonly name: string;
  /** Default `Object.is`; give a structural one, so that an unchanged answer changes nothing. */
  readonly equals?: Equals<T>;
  readonly backoff?: Backoff;
  /** How long one read may take before it counts as failed with `TIMEOUT`. Default 10,000. */
  readonly timeoutMs?: number;
}

/** Options of {@link poll}. */
export interface PollOptions<T> extends WatchOptions<T> {
  /** From the end of one good read to the beginning of the next, varied by ±10 %. */
  readonly intervalMs: number;
  fetch(signal: AbortSignal): Promise<T>;
}

/** Options of {@link longPoll}. `I` is the index with which the backend is asked for the next change. */
export interface LongPollOptions<T, I> extends WatchOptions<T> {
  /**
   * Without an index: answers at once. With one: answers when there is something newer, or after at most `waitMs`. An index that the
   * answer does not have (`undefined`), or that is a number not above 0, makes the next question a plain one.
   */
  fetch(index: I | undefined, signal: AbortSignal): Promise<{ readonly value: T; readonly index: I | undefined }>;
  /** What the backend was asked to wait at most. The client gives up `slackMs` later. */
  readonly waitMs: number;
  /** Default 5,000. */
  readonly slackMs?: number;
  /**
   * Whether `next` may follow `previous`. If not, the index is dropped and everything read anew, as a new epoch. Default: a number not
   * below `previous`, and every index that is no number.
   */
  readonly follows?: (next: I, previous: I) => boolean;
  /** At least this long between two questions, however fast the answers. Default 0; the first three repeats are free. */
  readonly minIntervalMs?: number;
  /** The longest pause between two questions while the answers do bring something new. Default 1,000; the first repeats are free. */
  readonly busyMaxMs?: number;
  /** How often everything is read plainly and compared with what is held. Default 300,000; 0 for never. */
  readonly resyncMs?: number;
}

/** What {@link StreamOptions.follow} reports. */
export interface Follower<T> {
  /** A newer value. */
  next(value: T): void;
  /** Changes the value held: for backends that send differences. */
  update(f: (held: T) => T): void;
  /** The backend is alive though nothing changed: a heartbeat, a bookmark, any byte. */
  alive(): void;
}

/** Options of {@link stream}: list, then follow. `C` is the cursor from which the backend is followed. */
export interface StreamOptions<T, C> extends WatchOptions<T> {
  /** Reads everything, now. */
  list(signal: AbortSignal): Promise<{ readonly value: T; readonly cursor: C }>;
  /**
   * Reports changes after `cursor`, until `signal` aborts. When it returns, everything is listed anew at once (a watch that ended as
   * agreed; one that does so over and over is slowed down); when it rejects, after a backoff. Must report within `livenessMs`, if only
   * `alive()`. One that ignores its signal holds nothing up, and is not heard any more.
   */
  follow(cursor: C, follower: Follower<T>, signal: AbortSignal): Promise<void>;
  /** Longest legal silence of `follow`. Default 60,000; 0 for none (the backend never says anything unless something changes, and `resyncMs` must do). */
  readonly livenessMs?: number;
  /**
   * How often everything is listed anew and compared with what is held, varied by ±10 %. Default 300,000; 0 for never. A re-read that fails
   * is repeated with backoff, and is an outage only where `livenessMs` is 0, because then nothing else vouches for the follow.
   */
  readonly resyncMs?: number;
  /** How long `follow` may take to tell what a re-list already shows before that counts as drift. Default 2,000. */
  readonly graceMs?: number;
  /** Position of a value in the backend's history, if it has one. Within one epoch it never goes back; a list that does begins a new epoch. */
  readonly orderOf?: (value: T) => number | bigint;
}
