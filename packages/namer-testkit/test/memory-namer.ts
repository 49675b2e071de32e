import { type Activity, constant, failing, type Keyed, keyed, type Sink, source, variable } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Addr, type Bound, type Name, type Namer } from '@namerd/namer';
import type { Answer, MemoryBackend } from './memory-backend.ts';

type Tree = NameTree<Name>;
type Lookup = (path: Path) => Activity<Tree>;

/** Ways to be wrong. Without any, the namer is right. */
export interface Faults {
  readonly id?: (id: Path, path: Path) => Path;
  readonly residual?: (residual: Path, path: Path) => Path;
  /** In place of the whole lookup. */
  readonly lookup?: (path: Path, right: Lookup) => Activity<Tree>;
  readonly addr?: (addr: Activity<Addr>) => Activity<Addr>;
  /** What is shared by equal keys. Default the service. */
  readonly key?: (path: Path) => string;
  /** What to do about an answer of the backend in place of the right thing; undefined for the right thing. */
  readonly take?: (answer: Answer, held: Addr | undefined) => ((sink: Sink<Addr>) => void) | undefined;
  readonly sameAddr?: (a: Addr, b: Addr) => boolean;
  readonly sameTree?: (a: Tree, b: Tree) => boolean;
  readonly lingerMs?: number;
  /** Watches are never closed. */
  readonly leaks?: true;
  readonly names?: (right: Activity<readonly Path[]>) => Activity<readonly Path[]>;
  readonly dispose?: (right: () => Promise<void>) => Promise<void>;
}

/** The model of a namer: small, and right unless told to be wrong. */
export class MemoryNamer implements Namer {
  readonly #backend: MemoryBackend;
  readonly #faults: Faults;
  readonly #services: Keyed<Path, Addr>;
  readonly #closing = new AbortController();
  readonly #isOpen = variable(true);

  constructor(backend: MemoryBackend, faults: Faults) {
    this.#backend = backend;
    this.#faults = faults;
    const watch = (path: Path): Activity<Addr> => {
      const addr = this.#watch(path.labels[1] ?? '');
      return faults.addr?.(addr) ?? addr;
    };
    this.#services = keyed(watch, {
      lingerMs: faults.lingerMs ?? 20,
      idOf: faults.key ?? ((path) => path.labels[1] ?? ''),
      signal: this.#closing.signal,
    });
  }

  lookup(path: Path): Activity<Tree> {
    return this.#faults.lookup?.(path, (asked) => this.#lookup(asked)) ?? this.#lookup(path);
  }

  names(): Activity<readonly Path[]> {
    const right = source<readonly Path[]>((sink, signal) => {
      const tell = (): void => {
        const services = this.#backend.list();
        if (services === undefined) sink.stale({ sinceMs: Date.now(), cause: new NamingError('UNAVAILABLE', 'down') });
        else sink.ok(services.map((service) => Path.concat(this.#backend.prefix, this.#backend.nameOf(service))));
      };
      this.#open(undefined, tell, signal);
    });
    return this.#faults.names?.(right) ?? right;
  }

  [Symbol.asyncDispose](): Promise<void> {
    const right = async (): Promise<void> => {
      this.#closing.abort();
      this.#isOpen.value = false;
    };
    return this.#faults.dispose?.(right) ?? right();
  }

  #lookup(path: Path): Activity<Tree> {
    const [zone, service] = path.labels;
    if (zone !== 'east' || service === undefined) return constant<Tree>({ kind: 'neg' });
    const id = Path.concat(this.#backend.prefix, Path.take(path, 2));
    const residual = Path.drop(path, 2);
    const addr = this.#whileOpen(this.#services(path));
    const bound: Bound = {
      id: this.#faults.id?.(id, path) ?? id,
      residual: this.#faults.residual?.(residual, path) ?? residual,
      addr,
    };
    const leaf: Tree = { kind: 'leaf', value: { kind: 'bound', bound } };
    return addr.map((found): Tree => (found.kind === 'neg' ? { kind: 'neg' } : leaf), this.#faults.sameTree ?? sameKind);
  }

  /** Also what is still observed when the namer is disposed leaves its watches. */
  #whileOpen<T>(activity: Activity<T>): Activity<T> {
    return this.#isOpen.flatMap((isOpen) => (isOpen ? activity : failing(new NamingError('CLOSED', 'the namer is closed'))));
  }

  #watch(service: string): Activity<Addr> {
    return source<Addr>(
      (sink, signal) => {
        let held: Addr | undefined;
        const remember: Sink<Addr> = {
          ...sink,
          ok(value) {
            held = value;
            sink.ok(value);
          },
        };
        const tell = (): void => {
          const answer = this.#backend.read(service);
          const wrong = this.#faults.take?.(answer, held);
          if (wrong === undefined) take(answer, remember);
          else wrong(remember);
        };
        this.#open(service, tell, signal);
      },
      { equals: this.#faults.sameAddr ?? Addr.equals },
    );
  }

  #open(service: string | undefined, tell: () => void, signal: AbortSignal): void {
    const watcher = this.#backend.watch(service, tell);
    if (this.#faults.leaks !== true) signal.addEventListener('abort', () => watcher[Symbol.dispose]());
  }
}

function take(answer: Answer, sink: Sink<Addr>): void {
  switch (answer.kind) {
    case 'endpoints':
      sink.ok({ kind: 'bound', endpoints: answer.endpoints });
      break;
    case 'none':
      sink.ok({ kind: 'neg' });
      break;
    case 'down':
      sink.stale({ sinceMs: Date.now(), cause: new NamingError('UNAVAILABLE', 'the backend is down') });
      break;
    case 'nonsense':
      sink.stale({ sinceMs: Date.now(), cause: new NamingError('PROTOCOL', 'the backend talks nonsense') });
      break;
    default:
      answer satisfies never;
  }
}

const sameKind = (a: Tree, b: Tree): boolean => a.kind === b.kind;
