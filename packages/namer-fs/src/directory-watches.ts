import { basename, dirname } from 'node:path';
import { type Activity, type Clock, type Logger, NamingError, source } from '@namerd/plugin';
import { DirectoryWatch, type Subscriber } from './directory-watch.ts';

/** Options of {@link DirectoryWatches}. */
export interface DirectoryWatchesOptions {
  /** Absolute. What is below it, and it itself, is watched. */
  readonly rootDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One watch per directory, however many are interested in it, and only while somebody is. */
export class DirectoryWatches {
  readonly #options: DirectoryWatchesOptions;
  /** The directory above the root, in which only the root is of interest: it may be swapped too. */
  readonly #top: string;
  readonly #watches = new Map<string, DirectoryWatch>();
  /** All that are not closed yet, with how to leave the one above. */
  readonly #open = new Map<DirectoryWatch, () => void>();

  constructor(options: DirectoryWatchesOptions) {
    this.#options = options;
    this.#top = dirname(options.rootDir);
  }

  /** How many directories are watched now, also those whose watch is being closed. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Counts the hints that an entry of a directory, or without a name the set of its entries, may have changed. Pending until watching has
   * begun; `failed` when another directory, or none, has taken the place of this one.
   */
  changes(directory: string, name?: string): Activity<number> {
    return source<number>((sink, signal) => {
      let count = 0;
      const leave = this.#subscribe(directory, {
        name,
        wake: () => sink.ok(++count),
        end: () => sink.failed(new NamingError('UNAVAILABLE', `${directory} was replaced`)),
      });
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Resolves when everything that was left is closed. */
  async close(): Promise<void> {
    const left = [...this.#open.keys()].filter((watch) => watch.subscribers === 0);
    await Promise.all(left.map((watch) => watch.close()));
  }

  /** Answers how to leave. */
  #subscribe(directory: string, subscriber: Subscriber): () => void {
    const watch = this.#watches.get(directory) ?? this.#start(directory);
    watch.add(subscriber);
    return () => {
      watch.remove(subscriber);
      if (watch.subscribers === 0) this.#stop(watch);
    };
  }

  #start(directory: string): DirectoryWatch {
    const { rootDir, clock, logger } = this.#options;
    const isTop = directory === this.#top;
    const watch = new DirectoryWatch(directory, {
      clock: clock,
      logger: logger,
      only: isTop && directory !== rootDir ? basename(rootDir) : undefined,
      onSpent: () => this.#forget(watch),
    });
    this.#watches.set(directory, watch);
    this.#open.set(watch, isTop ? () => undefined : this.#watchFromAbove(watch));
    void watch.open();
    return watch;
  }

  /** Only the directory above can tell that another one has taken the place of this one. */
  #watchFromAbove(watch: DirectoryWatch): () => void {
    return this.#subscribe(dirname(watch.directory), {
      name: basename(watch.directory),
      wake: () => void watch.check(),
      end: () => watch.end(),
    });
  }

  #forget(watch: DirectoryWatch): void {
    if (this.#watches.get(watch.directory) === watch) this.#watches.delete(watch.directory);
  }

  #stop(watch: DirectoryWatch): void {
    this.#forget(watch);
    const leaveAbove = this.#open.get(watch);
    leaveAbove?.();
    const closed = (): void => void this.#open.delete(watch);
    watch.close().then(closed, closed);
  }
}
