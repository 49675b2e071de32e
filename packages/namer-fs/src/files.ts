import { basename, dirname } from 'node:path';
import { type Activity, Addr, type Clock, constant, type Follower, stream, type WatchContext } from '@namerd/plugin';
import { type AddressLine, parseAddresses } from './address-file.ts';
import type { DirectoryWatches } from './directory-watches.ts';
import { type Resolve, resolveLines } from './resolve.ts';
import { type Entries, type FileContent, Root } from './root.ts';

/** Options of {@link Files}. */
export interface FilesOptions {
  readonly rootDir: string;
  readonly context: WatchContext;
  readonly watches: DirectoryWatches;
  readonly resolve: Resolve;
  /** Default 30,000. */
  readonly resyncMs?: number;
}

/** Reading a local file costs little, so what is broken is tried again soon. */
const backoff = { minMs: 50, maxMs: 1_000 };

/** How long a file must have been empty to count as a service without endpoints. */
const emptyMs = 500;
/** How late a hint may be: longer than all that waits for writers to finish. */
const graceMs = 1_000;
/** How far the clock of a file system may be ahead of ours. With another clock altogether nothing can be said about the age of a file. */
const clockErrorMs = 50;

/** Directories and address files as they change. What cannot be read or understood is failed, or the last good value marked stale. */
export class Files {
  readonly #options: FilesOptions;
  readonly #root: Root;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.#root = new Root(options.rootDir);
  }

  /** The entries of a directory; `undefined` while there is no such directory. */
  directory(directory: string): Activity<Entries | undefined> {
    const changes = this.#options.watches.changes(directory);
    return this.#watch(`fs directory ${directory}`, changes, () => this.#root.readEntries(directory), sameEntries);
  }

  /** The endpoints in a file; neg while there is no such file. */
  addr(file: string): Activity<Addr> {
    const { watches, resolve, context } = this.#options;
    const changes = watches.changes(dirname(file), basename(file));
    const read = async (signal: AbortSignal): Promise<readonly AddressLine[] | undefined> => {
      const found = await this.#readFile(file, signal);
      return found && parseAddresses(found.text, file);
    };
    const lines = this.#watch(`fs file ${file}`, changes, read, sameLines);
    const resolved = lines.flatMap(
      (found) => (found === undefined ? constant(Addr.neg) : resolveLines(found, resolve)),
      Addr.equals,
    );
    return resolved.stabilize({ clock: context.clock }); // an edit that adds a host name must not empty the set until that is resolved
  }

  /** Writing in place begins with an empty file. One that has only just become empty is read once more before it is believed. */
  async #readFile(file: string, signal: AbortSignal): Promise<FileContent | undefined> {
    const { clock } = this.#options.context;
    const found = await this.#root.readFile(file);
    if (found?.text !== '') return found;
    const ageMs = clock.now() - found.writtenAtMs;
    if (ageMs < -clockErrorMs || ageMs >= emptyMs) return found;
    await pause(clock, emptyMs - ageMs, signal);
    return await this.#root.readFile(file);
  }

  #watch<T>(
    name: string,
    changes: Activity<number>,
    read: (signal: AbortSignal) => Promise<T>,
    equals: (a: T, b: T) => boolean,
  ): Activity<T> {
    return stream<T, undefined>({
      context: this.#options.context,
      name: name,
      equals: equals,
      backoff: backoff,
      livenessMs: 0,
      graceMs: graceMs,
      resyncMs: this.#options.resyncMs ?? 30_000,
      list: async (signal) => ({ value: await read(signal), cursor: undefined }),
      follow: (_cursor, follower, signal) => follow(changes, read, follower, signal),
    });
  }
}

/** Reads again at each hint, and once at the beginning for what happened before hints came. Returns when there will be no more. */
async function follow<T>(
  changes: Activity<number>,
  read: (signal: AbortSignal) => Promise<T>,
  follower: Follower<T>,
  signal: AbortSignal,
): Promise<void> {
  for await (const state of changes.states(signal)) {
    if (state.kind === 'failed') return;
    if (state.kind === 'ok') follower.next(await read(signal));
  }
}

/** Resolves when the time has passed or the signal aborts. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => timer[Symbol.dispose]());
}

function sameEntries(a: Entries | undefined, b: Entries | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && [...a].every(([name, kind]) => b.get(name) === kind);
}

/** In any order: a set of endpoints is what comes of it. */
function sameLines(a: readonly AddressLine[] | undefined, b: readonly AddressLine[] | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Addr.equals(Addr.bound(a), Addr.bound(b));
}
