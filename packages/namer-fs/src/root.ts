import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NamingError } from '@namerd/plugin';

/** What an entry of a directory is, links followed. Anything else counts as not there. */
type EntryKind = 'file' | 'directory';

/** The names in a directory. */
export type Entries = ReadonlyMap<string, EntryKind>;

/** What was read from a file. */
export interface FileContent {
  readonly text: string;
  /** When it was last written to, in milliseconds since the epoch. */
  readonly writtenAtMs: number;
}

/** No file may be larger, in bytes. */
const maxBytes = 512_000;

/**
 * Reads below a root directory, and tells a file that is gone from a root that is: while the root is missing nothing below it can be
 * said to be gone.
 */
export class Root {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The entries of a directory, or `undefined` if there is no such directory. Rejects with `UNAVAILABLE` or `FORBIDDEN`. */
  readEntries(directory: string): Promise<Entries | undefined> {
    return this.#below(directory, async () => {
      const dirents = await readdir(directory, { withFileTypes: true });
      const kinds = await Promise.all(dirents.map((dirent) => kindOf(directory, dirent)));
      return new Map(dirents.flatMap(({ name }, i) => (kinds[i] === undefined ? [] : [[name, kinds[i]]])));
    });
  }

  /** What a file holds, or `undefined` if there is no such file. Rejects with `UNAVAILABLE`, `FORBIDDEN`, and `PROTOCOL` if it is too large. */
  readFile(file: string): Promise<FileContent | undefined> {
    return this.#below(file, async () => {
      // Opening a named pipe would wait for its writer otherwise.
      await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const found = await handle.stat();
      return found.isFile() ? { text: await readLimited(handle, file), writtenAtMs: found.mtimeMs } : undefined;
    });
  }

  /** What `read` finds; `undefined` if it finds nothing, and the root stood where it stands all the while. */
  async #below<T>(path: string, read: () => Promise<T>): Promise<T | undefined> {
    const before = await this.#identity();
    try {
      return await read();
    } catch (thrown) {
      if (!isMissing(thrown)) throw asNamingError(thrown, path);
    }
    const after = await this.#identity();
    if (before === after) return undefined;
    throw new NamingError('UNAVAILABLE', `${this.path} was replaced while ${path} was read`);
  }

  async #identity(): Promise<string> {
    const found = await identityOf(this.path);
    if (found === undefined) throw new NamingError('UNAVAILABLE', `${this.path} is not there, or is no directory`);
    return found;
  }
}

/** Tells a directory from another one that takes its place. `undefined` if there is none. */
export async function identityOf(directory: string): Promise<string | undefined> {
  try {
    const found = await stat(directory, { bigint: true });
    return found.isDirectory() ? `${found.dev} ${found.ino}` : undefined;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw asNamingError(thrown, directory);
  }
}

async function kindOf(directory: string, dirent: Dirent): Promise<EntryKind | undefined> {
  if (dirent.isFile()) return 'file';
  if (dirent.isDirectory()) return 'directory';
  if (dirent.isFIFO() || dirent.isSocket() || dirent.isBlockDevice() || dirent.isCharacterDevice()) return undefined;
  try {
    const target = await stat(join(directory, dirent.name));
    return target.isFile() ? 'file' : target.isDirectory() ? 'directory' : undefined;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined; // a link that leads nowhere
    throw thrown;
  }
}

/** Reads a byte more than is allowed, because the file may have grown since its size was known. */
async function readLimited(handle: FileHandle, file: string): Promise<string> {
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (length > maxBytes)
      throw new NamingError('PROTOCOL', `${file} is larger than ${maxBytes} bytes`, { details: { file, maxBytes } });
    if (bytesRead === 0) return buffer.toString('utf8', 0, length);
  }
}

const missing: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);
const forbidden: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

function isMissing(thrown: unknown): boolean {
  return missing.has(codeOf(thrown));
}

function asNamingError(thrown: unknown, path: string): NamingError {
  if (NamingError.is(thrown)) return thrown;
  const code = forbidden.has(codeOf(thrown)) ? 'FORBIDDEN' : 'UNAVAILABLE';
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new NamingError(code, `cannot read ${path}: ${reason}`, { cause: thrown });
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
