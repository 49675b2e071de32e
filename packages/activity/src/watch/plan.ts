import type { WatchOptions } from './options.ts';

/** What a backend says when everything is read: the value, and from where to follow it. */
export interface Listed<T, C> {
  readonly value: T;
  readonly cursor: C;
}

/** How a follow speaks to the loop. Nothing that it says after its end is heard. */
export interface Reporter<T, C> {
  /** A newer value. `cursor` is where it stands, if the follow knows. */
  next(value: T, cursor?: C): void;
  update(f: (held: T) => T): void;
  alive(): void;
}

/** What each face tells the one loop: how to read everything, and how to follow from there. */
export interface Plan<T, C> {
  readonly options: WatchOptions<T>;
  list(signal: AbortSignal): Promise<Listed<T, C>>;
  follow(cursor: C, reporter: Reporter<T, C>, signal: AbortSignal): Promise<void>;
  /** Whether `next` stands before `held` in the backend's history. */
  goesBack(next: Listed<T, C>, held: Listed<T, C>): boolean;
  /** `follow` returning is the rhythm of this watch: no restart, and no reason to slow down. */
  readonly rhythmic: boolean;
  /** 0 for none, as in `StreamOptions`. */
  readonly livenessMs: number;
  /** 0 for never. */
  readonly resyncMs: number;
  readonly graceMs: number;
}
