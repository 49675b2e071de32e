import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Logger, NamingError } from '@namerd/plugin';
import { Quiet } from './quiet.ts';
import { identityOf } from './root.ts';
import { openWatcher, type WatcherListener } from './watcher.ts';

/** Who wants to know about changes in a directory. */
export interface Subscriber {
  /** The entry of interest; absent: which entries there are. */
  readonly name: string | undefined;
  /** It may have changed. Also called once when watching has begun. */
  wake(): void;
  /** Another directory has taken the place of this one, or none; nothing more will be told. */
  end(): void;
}

/** Options of {@link DirectoryWatch}. */
export interface DirectoryWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** If given, only this entry is of interest. */
  readonly only: string | undefined;
  /** Who comes later needs another watch: the directory was replaced, or the operating system fails. May be called twice. */
  readonly onSpent: () => void;
}

/**
 * The watch of one directory for all who are interested in it. What it tells is a hint to read again; it tells a while after the event, when
 * writers have finished. A watch sticks to the directory that it was opened on, wherever that is moved, so at each event, and whenever
 * `check` is called because something above has changed, it makes sure that the path still leads there.
 */
export class DirectoryWatch {
  readonly directory: string;
  readonly #options: DirectoryWatchOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly #quiet: Quiet;
  #hints = new Map<string | undefined, boolean>();
  #identity: string | undefined;
  #watcher: AsyncDisposable | undefined;
  #state: 'new' | 'opening' | 'watching' | 'over' = 'new';
  #hasFailed = false;

  constructor(directory: string, options: DirectoryWatchOptions) {
    this.directory = directory;
    this.#options = options;
    this.#quiet = new Quiet(options.clock, () => void this.#tell());
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
    if (this.#state === 'watching') subscriber.wake();
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /** Begins. A directory that is not there is watched through the one above, which calls `check`. */
  async open(): Promise<void> {
    this.#identity = await this.#look();
    if (this.#state !== 'new') return;
    this.#state = 'opening';
    if (this.#identity === undefined) {
      this.#begin();
      return;
    }
    const { only } = this.#options;
    const listener: WatcherListener = {
      ready: () => this.#begin(),
      hint: (name, isEntry) => this.#hint(name, isEntry),
      error: (error) => this.#fail(error),
    };
    try {
      this.#watcher = openWatcher(this.directory, listener, only === undefined ? {} : { only });
    } catch (thrown) {
      this.#fail(NamingError.from(thrown, 'UNAVAILABLE'));
    }
  }

  /** Makes sure that this is still the directory that is watched, and ends if not. Answers whether it is. */
  async check(): Promise<boolean> {
    if (this.#state === 'new') return true; // it has yet to be looked at
    const isSame = (await this.#look()) === this.#identity;
    if (!isSame) this.end();
    return this.#state !== 'over';
  }

  /**
   * Another directory, or none, is where this one was. The watcher is closed here and now: chokidar shares what it has open by path, so
   * the next one would get this one's.
   */
  end(): void {
    if (this.#state === 'over') return;
    void this.close();
    this.#options.onSpent();
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  /** Resolves when nothing is watched any more. */
  async close(): Promise<void> {
    this.#state = 'over';
    this.#quiet[Symbol.dispose]();
    await this.#watcher?.[Symbol.asyncDispose]();
  }

  /** A directory that cannot be looked at counts as none: reading it will tell why. */
  #look(): Promise<string | undefined> {
    return identityOf(this.directory).catch(() => undefined);
  }

  #begin(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'watching';
    for (const subscriber of this.#subscribers) subscriber.wake();
  }

  #hint(name: string | undefined, isEntry: boolean): void {
    if (this.#state === 'over') return;
    this.#hints.set(name, isEntry || (this.#hints.get(name) ?? false));
    this.#quiet.disturb();
  }

  async #tell(): Promise<void> {
    const hints = this.#hints;
    this.#hints = new Map();
    if (!(await this.check())) return;
    const isWide = await this.#concernsAll([...hints.keys()]);
    const isEntry = [...hints.values()].includes(true);
    for (const subscriber of this.#subscribers) {
      const isConcerned = subscriber.name === undefined ? isEntry || isWide : isWide || hints.has(subscriber.name);
      if (isConcerned && this.#state === 'watching') subscriber.wake();
    }
  }

  /** Other entries may be reached through a link or a directory, such as those of a Kubernetes ConfigMap through `..data`. */
  async #concernsAll(names: readonly (string | undefined)[]): Promise<boolean> {
    const kinds = names.map(async (name) => {
      if (name === undefined) return true;
      const found = await lstat(join(this.directory, name)).catch(() => undefined);
      return found?.isSymbolicLink() === true || found?.isDirectory() === true;
    });
    return (await Promise.all(kinds)).includes(true);
  }

  /** What is read again from time to time must do. */
  #fail(error: Error): void {
    if (this.#state === 'over' || this.#hasFailed) return;
    this.#hasFailed = true;
    const fields = { directory: this.directory, reason: error.message };
    this.#options.logger.warn('changes in a directory may be noticed late, for it cannot be watched', fields);
    this.#options.onSpent();
    this.#begin();
  }
}
