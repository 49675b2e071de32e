import {
  type Activity,
  createWatchRegistry,
  type Follower,
  type StreamOptions,
  stream,
  VirtualClock,
  type WatchContext,
  type WatchEvent,
  type WatchRegistry,
} from '@namerd/activity';
import { NamingError } from '@namerd/errors';

/** Surroundings of a watch in virtual time, with dice that always show one half. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly watches: WatchRegistry;
  readonly events: WatchEvent[];
  readonly context: WatchContext;
  /** The kinds of the events since the last call. */
  news(): string[];
}

export function surroundings(random: () => number = () => 0.5): Surroundings {
  const clock = new VirtualClock(1_000_000);
  const watches = createWatchRegistry();
  const events: WatchEvent[] = [];
  let told = 0;
  return {
    clock,
    watches,
    events,
    context: { clock, random, watches, onWatchEvent: (event) => events.push(event) },
    news() {
      const news = events.slice(told).map(({ kind }) => kind);
      told = events.length;
      return news;
    },
  };
}

interface Subscription {
  readonly follower: Follower<number>;
  readonly signal: AbortSignal;
  fail(error: Error): void;
  end(): void;
}

/** A backend that holds a revision number, answers `list` with it and tells its followers of each change; and misbehaves as told. */
export class Backend {
  revision = 1;
  lists = 0;
  follows = 0;
  /** Runs before a list answers, and may wait or throw. */
  onList: ((signal: AbortSignal) => Promise<void> | void) | undefined;
  /** Runs before a follow begins, and may wait or throw. */
  onFollow: ((signal: AbortSignal) => Promise<void> | void) | undefined;
  /** Whether followers hear of changes. */
  tells = true;
  /** All subscriptions ever made, ended ones too: a bad client would still speak through them. */
  readonly subscriptions: Subscription[] = [];
  #open = 0;

  /** Calls that have neither been answered nor given up by the watch. */
  get open(): number {
    return this.#open;
  }

  change(): void {
    this.revision++;
    for (const { follower, signal } of this.subscriptions) {
      if (this.tells && !signal.aborted) follower.next(this.revision);
    }
  }

  /** Ends all subscriptions that are open: as agreed, or with an error. */
  drop(error?: Error): void {
    for (const subscription of this.subscriptions) {
      if (subscription.signal.aborted) continue;
      if (error === undefined) subscription.end();
      else subscription.fail(error);
    }
  }

  readonly list = (signal: AbortSignal): Promise<{ value: number; cursor: number }> =>
    this.#counted(signal, async () => {
      this.lists++;
      await this.onList?.(signal);
      return { value: this.revision, cursor: this.revision };
    });

  readonly follow = (_cursor: number, follower: Follower<number>, signal: AbortSignal): Promise<void> =>
    this.#counted(signal, async () => {
      this.follows++;
      await this.onFollow?.(signal);
      await new Promise<void>((resolve, reject) => {
        this.subscriptions.push({ follower, signal, fail: reject, end: resolve });
      });
    });

  async #counted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    this.#open++;
    let isOpen = true;
    const close = (): void => {
      if (isOpen) this.#open--;
      isOpen = false;
    };
    signal.addEventListener('abort', close);
    try {
      return await call();
    } finally {
      close();
      signal.removeEventListener('abort', close);
    }
  }
}

/** A stream of a backend. */
export function watchOf(
  backend: Backend,
  { context }: Surroundings,
  options: Partial<StreamOptions<number, number>> = {},
): Activity<number> {
  return stream({ context, name: 'w', list: backend.list, follow: backend.follow, ...options });
}

/** What a backend that is down answers. */
export function down(): never {
  throw new NamingError('UNAVAILABLE', 'connection refused');
}

/** A promise that never settles, as of a call that has forgotten its caller. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** Resolves after `ms` of virtual time, whatever else happens. */
export function after(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, ms);
  });
}
