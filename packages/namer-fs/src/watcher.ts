import { dirname, join, relative } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

/** What a watcher tells. Hints only: more may come than there are changes, and what has changed must be read. */
export interface WatcherListener {
  /** Everything that happens from now on is told. Once. */
  ready(): void;
  /** Something about this name has changed: its content, or (`isEntry`) whether it is there and what. Without a name: anything. */
  hint(name: string | undefined, isEntry: boolean): void;
  /** The operating system does not do its part, such as by a limit on watches. Hints may be missing from now on. */
  error(error: Error): void;
}

/** Options of {@link openWatcher}. */
export interface WatcherOptions {
  /** If given, only this name is of interest. */
  readonly only?: string;
}

/**
 * Watches the names of one directory, and for links also what they lead to. The directory must be there; a directory that takes its place
 * later is not watched. Dispose to stop. The only place that knows chokidar.
 */
export function openWatcher(directory: string, listener: WatcherListener, options: WatcherOptions = {}): AsyncDisposable {
  const { only } = options;
  const isOther = (path: string): boolean => path !== directory && relative(directory, path) !== only;
  const watcher: FSWatcher = watch(directory, {
    depth: 0,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    atomic: false, // it would hold deletions back, and ignore names that look like an editor's
    ...(only !== undefined && { ignored: isOther }),
  });
  const hint = (path: string, isEntry: boolean): void => {
    const name = relative(directory, path);
    if (only === undefined || name === only) listener.hint(name === '' ? undefined : name, isEntry);
  };
  watcher.on('ready', () => listener.ready());
  watcher.on('error', (thrown) => listener.error(thrown instanceof Error ? thrown : new Error(String(thrown))));
  watcher.on('all', (event, path) => hint(path, event !== 'change'));
  // The events above come after a comparison of times and sizes, which takes two quick edits of equal length for one. These come before it.
  watcher.on('raw', (event, name, details) => {
    const watched = watchedPathOf(details);
    if (watched === undefined || watched === directory) hint(join(directory, name ?? ''), event === 'rename');
    else if (dirname(watched) === directory) hint(watched, event === 'rename'); // what a link leads to
  });
  return { [Symbol.asyncDispose]: () => watcher.close() };
}

function watchedPathOf(details: unknown): string | undefined {
  const isObject = typeof details === 'object' && details !== null;
  return isObject && 'watchedPath' in details && typeof details.watchedPath === 'string' ? details.watchedPath : undefined;
}
