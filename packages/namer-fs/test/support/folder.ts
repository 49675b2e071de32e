import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder with a root directory in it, removed when disposed. Beside the root there is room to prepare things that are moved in. */
export class Folder implements AsyncDisposable {
  readonly path: string;
  readonly root: string;
  #count = 0;

  private constructor(path: string) {
    this.path = path;
    this.root = join(path, 'disco');
  }

  static async create(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
    const folder = new Folder(await mkdtemp(join(tmpdir(), 'namerd-fs-')));
    await mkdir(folder.root);
    for (const [name, content] of Object.entries(files)) await folder.write(name, content);
    return folder;
  }

  /** Of an entry below the root. */
  at(name: string): string {
    return join(this.root, name);
  }

  /** Writes a file in place. Synchronously, as another process would: never held up between emptying and filling by what this one does. */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
  }

  /** Writes a file beside the root and moves it to its place, over the one that is there. */
  async renameOver(name: string, content: string): Promise<void> {
    const prepared = join(this.path, `prepared${this.#count++}`);
    await writeFile(prepared, content);
    await mkdir(dirname(this.at(name)), { recursive: true });
    await rename(prepared, this.at(name));
  }

  async remove(name: string): Promise<void> {
    await rm(this.at(name), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
