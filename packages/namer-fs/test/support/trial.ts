import { FsNamer, type FsNamerOptions } from '@namerd/namer-fs';
import { Watch } from '@namerd/namer-testkit';
import type { WatchEvent } from '@namerd/plugin';
import { type Activity, type Addr, constant, createPluginContext, type Logger, Path, type State } from '@namerd/plugin';
import { Folder } from './folder.ts';

/** A namer on a temporary folder, and what it tells. Disposes of everything. */
export class Trial implements AsyncDisposable {
  readonly folder: Folder;
  readonly namer: FsNamer;
  readonly events: WatchEvent[] = [];
  readonly warnings: string[] = [];
  readonly #stack = new AsyncDisposableStack();

  private constructor(folder: Folder, options: Partial<FsNamerOptions>) {
    this.folder = this.#stack.use(folder);
    const logger: Logger = { debug() {}, info() {}, error() {}, warn: (message) => this.warnings.push(message) };
    const context = {
      ...createPluginContext({ logger }),
      prefix: Path.of('#', 'io.l5d.fs'),
      onWatchEvent: (event: WatchEvent) => this.events.push(event),
    };
    this.namer = this.#stack.use(new FsNamer({ rootDir: folder.root, context, lingerMs: 0, ...options }));
  }

  static async start(files: Readonly<Record<string, string>> = {}, options: Partial<FsNamerOptions> = {}): Promise<Trial> {
    return new Trial(await Folder.create(files), options);
  }

  /** Observes what a path leads to: its addresses; neg where it leads nowhere. */
  watch(path: string): Watch<Addr> {
    const tree = this.namer.lookup(Path.parse(path));
    return this.observe(
      tree.flatMap((found) => {
        return found.kind === 'leaf' && found.value.kind === 'bound' ? found.value.bound.addr : constant<Addr>({ kind: 'neg' });
      }),
    );
  }

  /**
   * Waits until what is told comes from events: before that, what was written after the first answer is found by the reading with which
   * watching begins. Uses a file in each of the directories.
   */
  async settle(...directories: string[]): Promise<void> {
    for (const directory of directories) {
      const probe = this.watch(`${directory}/probe`);
      for (const host of ['10.9.0.1', '10.9.0.2', '10.9.0.3']) {
        await this.folder.write(`${directory}/probe`, `${host} 1`);
        await shows(probe, `${host}:1`);
      }
      await this.folder.remove(`${directory}/probe`);
      await shows(probe, 'neg');
    }
    this.events.length = 0;
  }

  observe<T>(activity: Activity<T>): Watch<T> {
    return this.#stack.use(new Watch(activity, 9_000));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** The answer as text: `10.0.0.1:80 10.0.0.2:80 * 0.5`, `neg`; other states by their name. */
export function shown(state: State<Addr>): string {
  if (state.kind !== 'ok') return state.kind;
  return `${shownAddr(state.value)}${state.stale === undefined ? '' : ' (stale)'}`;
}

function shownAddr(addr: Addr): string {
  if (addr.kind === 'neg') return 'neg';
  return addr.endpoints
    .map(({ host, port, weight }) => `${host}:${port}${weight === undefined ? '' : ` * ${weight}`}`)
    .sort()
    .join(' ');
}

/** Waits until this is shown. */
export async function shows(watch: Watch<Addr>, text: string): Promise<void> {
  await watch.until(text === '' ? 'no endpoints' : text, (state) => shown(state) === text);
}
