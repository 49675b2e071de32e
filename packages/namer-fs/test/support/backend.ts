import { rename } from 'node:fs/promises';
import { FsNamer } from '@namerd/namer-fs';
import type { NamerBackend } from '@namerd/namer-testkit';
import { createPluginContext, type Endpoint, Path } from '@namerd/plugin';
import { Folder } from './folder.ts';

/** How services stand in the folder, and how their files are written. */
export interface Layout {
  /** Sub-directories above each file. */
  readonly above: readonly string[];
  readonly write: 'write' | 'renameOver';
}

/**
 * A real folder. Rights are no means to make it fail, for root is refused nothing; so its outage is that the root directory is moved away,
 * and comes back with everything in it.
 */
export class FolderBackend implements NamerBackend {
  readonly prefix: Path = Path.of('#', 'io.l5d.fs');
  readonly #folder: Folder;
  readonly #layout: Layout;
  readonly #lingerMs: number;
  readonly #context = createPluginContext();
  readonly #namers: FsNamer[] = [];

  private constructor(folder: Folder, layout: Layout, lingerMs: number) {
    this.#folder = folder;
    this.#layout = layout;
    this.#lingerMs = lingerMs;
  }

  static async start(layout: Layout, lingerMs: number): Promise<FolderBackend> {
    return new FolderBackend(await Folder.create(), layout, lingerMs);
  }

  open(): FsNamer {
    const context = { ...this.#context, prefix: this.prefix };
    const namer = new FsNamer({ rootDir: this.#folder.root, context, lingerMs: this.#lingerMs });
    this.#namers.push(namer);
    return namer;
  }

  nameOf(service: string): Path {
    return Path.of(...this.#layout.above, service);
  }

  async set(service: string, endpoints: readonly Endpoint[]): Promise<void> {
    const lines = endpoints.map(({ host, port, weight }) => `${host} ${port}${weight === undefined ? '' : ` * ${weight}`}\n`);
    await this.#folder[this.#layout.write](this.#file(service), lines.join(''));
  }

  async remove(service: string): Promise<void> {
    await this.#folder.remove(this.#file(service));
  }

  async nonsense(service: string): Promise<void> {
    await this.#folder[this.#layout.write](this.#file(service), 'what is this?\n');
  }

  async fail(): Promise<void> {
    await rename(this.#folder.root, `${this.#folder.root}.away`);
  }

  async recover(): Promise<void> {
    await rename(`${this.#folder.root}.away`, this.#folder.root);
  }

  /** What the operating system watches for us, and what reads again and again. */
  openWatches(): number {
    return this.#namers.reduce((sum, { openWatches }) => sum + openWatches, this.#context.watches.list().length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }

  #file(service: string): string {
    return [...this.#layout.above, service].join('/');
  }
}
