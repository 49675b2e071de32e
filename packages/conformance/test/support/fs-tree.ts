import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files by name, as the vectors write them: their content, directories with files of their own, or `-> ` and where a link leads. */
export interface TreeJson {
  readonly [name: string]: string | TreeJson;
}

/** A temporary folder with the files of a vector in its `root`, removed when disposed. */
export class FsTree implements AsyncDisposable {
  readonly #path: string;
  readonly root: string;
  #versions = 0;

  private constructor(path: string) {
    this.#path = path;
    this.root = join(path, 'root');
  }

  static async create(tree: TreeJson): Promise<FsTree> {
    const made = new FsTree(await mkdtemp(join(tmpdir(), 'namerd-vectors-')));
    await made.#put(made.root, tree);
    return made;
  }

  async write(name: string, content: string): Promise<void> {
    await writeFile(join(this.root, name), content);
  }

  async renameOver(name: string, content: string): Promise<void> {
    const prepared = join(this.#path, 'prepared');
    await writeFile(prepared, content);
    await rename(prepared, join(this.root, name));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.root, name), { recursive: true });
  }

  /** Points a link at a new directory with these files, as the kubelet does. */
  async swap(link: string, tree: TreeJson): Promise<void> {
    const version = `..version${++this.#versions}`;
    await this.#put(join(this.root, version), tree);
    await symlink(version, join(this.root, '..prepared'));
    await rename(join(this.root, '..prepared'), join(this.root, link));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#path, { recursive: true });
  }

  async #put(path: string, content: string | TreeJson): Promise<void> {
    if (typeof content !== 'string') {
      await mkdir(path, { recursive: true });
      for (const [name, entry] of Object.entries(content)) await this.#put(join(path, name), entry);
      return;
    }
    await mkdir(dirname(path), { recursive: true });
    if (content.startsWith('-> ')) await symlink(content.slice(3), path);
    else await writeFile(path, content === '<more than 512000 bytes>' ? '#\n'.repeat(256_001) : content);
  }
}
