import { join } from 'node:path';
import {
  type Activity,
  Addr,
  type Bound,
  constant,
  failing,
  type Keyed,
  keyed,
  Label,
  type Name,
  type Namer,
  type NamerContext,
  NameTree,
  NamingError,
  Path,
  type Resolver,
  systemNamer,
  type Var,
  variable,
} from '@namerd/plugin';
import { DirectoryWatches } from './directory-watches.ts';
import { Files } from './files.ts';
import type { Entries } from './root.ts';

/** Options of {@link FsNamer}. */
export interface FsNamerOptions {
  /** Absolute. While it is not there, that is an outage. */
  readonly rootDir: string;
  readonly context: NamerContext;
  /** How long a directory or a file is watched after its last observer has left, in milliseconds. Default 10,000. */
  readonly lingerMs?: number;
  /** Resolves the host names in files. Default: the operating system's. */
  readonly resolver?: Resolver;
  /** How often everything that is watched is read again in case an event was lost, in milliseconds. Default 30,000. */
  readonly resyncMs?: number;
}

type Tree = NameTree<Name>;

/**
 * Names are the files below a directory: each label leads to an entry, the first that leads to a file ends the name, and the rest is the
 * residual. An entry is looked for in the listing of its directory only, so `..` or a slash in a label lead nowhere. Links may lead
 * anywhere. The caller disposes.
 */
export class FsNamer implements Namer {
  readonly #rootDir: string;
  readonly #prefix: Path;
  readonly #closing = new AbortController();
  readonly #isOpen: Var<boolean> = variable(true);
  readonly #hosts: Namer;
  readonly #watches: DirectoryWatches;
  readonly #directories: Keyed<string, Entries | undefined>;
  readonly #addrs: Keyed<string, Addr>;
  #disposed: Promise<void> | undefined;

  constructor({ rootDir, context, lingerMs, resyncMs, resolver }: FsNamerOptions) {
    const { clock, logger } = context;
    this.#rootDir = rootDir;
    this.#prefix = context.prefix;
    this.#watches = new DirectoryWatches({ rootDir, clock, logger });
    this.#hosts = systemNamer({ context, ...(resolver !== undefined && { resolver }) });
    const files = new Files({
      rootDir,
      context,
      watches: this.#watches,
      resolve: (host, port) => this.#resolve(host, port),
      ...(resyncMs !== undefined && { resyncMs }),
    });
    const shared = { clock, signal: this.#closing.signal, ...(lingerMs !== undefined && { lingerMs }) };
    this.#directories = keyed((directory) => files.directory(directory), shared);
    this.#addrs = keyed((file) => files.addr(file), shared);
  }

  /** How many directories are watched now. */
  get openWatches(): number {
    return this.#watches.size;
  }

  lookup(path: Path): Activity<Tree> {
    return this.#whileOpen(this.#find(path, 0, this.#rootDir));
  }

  /** The entries of the root directory, sorted: files and directories alike, as in namerd. */
  names(): Activity<readonly Path[]> {
    const toPaths = (entries: Entries | undefined): readonly Path[] =>
      [...(entries?.keys() ?? [])].sort().map((name) => Path.concat(this.#prefix, Path.of(name)));
    return this.#whileOpen(this.#directories(this.#rootDir).map(toPaths));
  }

  /** Closes all watches, also those that are observed: what they show is then `failed` with `CLOSED`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#isOpen.value = false;
    await Promise.resolve(); // the observers have been told at the end of this turn, and have left
    await Promise.all([this.#watches.close(), this.#hosts[Symbol.asyncDispose]()]);
  }

  /** Host names are followed as `/$/inet` follows them: one poll for each, however many files name it. */
  #resolve(host: string, port: number): Activity<Addr> {
    return this.#hosts
      .lookup(Path.of('$', 'inet', host, `${port}`))
      .flatMap((tree) => (tree.kind === 'leaf' && tree.value.kind === 'bound' ? tree.value.bound.addr : constant(Addr.neg)));
  }

  #whileOpen<T>(activity: Activity<T>): Activity<T> {
    return this.#isOpen.flatMap((isOpen) => (isOpen ? activity : failing(new NamingError('CLOSED', 'the namer is closed'))));
  }

  #find(path: Path, length: number, directory: string): Activity<Tree> {
    const name = nameOf(path.labels[length]);
    if (name === undefined) return constant<Tree>(NameTree.neg);
    const kind = this.#directories(directory).map((entries) => entries?.get(name));
    return kind.flatMap((found) => {
      if (found === 'file') return constant(this.#leaf(path, length + 1, join(directory, name)));
      if (found === 'directory') return this.#find(path, length + 1, join(directory, name));
      return constant<Tree>(NameTree.neg);
    });
  }

  #leaf(path: Path, length: number, file: string): Tree {
    const bound: Bound = {
      id: Path.concat(this.#prefix, Path.take(path, length)),
      residual: Path.drop(path, length),
      addr: this.#whileOpen(this.#addrs(file)),
    };
    return NameTree.leaf({ kind: 'bound', bound });
  }
}

/** The file name that a label stands for. None if its bytes are not UTF-8: shown as text, two such labels could look the same. */
function nameOf(label: Label | undefined): string | undefined {
  if (label === undefined) return undefined;
  const text = Label.text(label);
  return Label.of(text) === label ? text : undefined;
}
