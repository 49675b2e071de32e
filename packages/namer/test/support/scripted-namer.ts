import { type Activity, constant, type Sink, State, source } from '@namerd/activity';
import { NameTree, Path } from '@namerd/dtab';
import { Addr, type Bound, type Name, type Namer } from '@namerd/namer';

/** What a scripted namer says of a name: a tree as text with bound leaves (`/web`), `pending`, or a failure. */
export type Script = 'pending' | Error | State<NameTree<Name>>;

/**
 * A namer that says what it is told. It keeps one plain source a name, without any linger, so that it shows who observes what: `starts`
 * and `open` count the watches of its names.
 */
export class ScriptedNamer implements Namer {
  readonly prefix: Path;
  /** The names whose watch was started, in order. */
  readonly starts: string[] = [];
  /** The names that are watched now. */
  readonly open = new Set<string>();
  /** The names that were looked up, observed or not. */
  readonly lookups: string[] = [];
  readonly #said = new Map<string, State<NameTree<Name>>>();
  readonly #sinks = new Map<string, Sink<NameTree<Name>>>();
  readonly #watches = new Map<string, Activity<NameTree<Name>>>();

  constructor(prefix: string, script: Readonly<Record<string, Script>> = {}) {
    this.prefix = Path.parse(prefix);
    for (const [name, said] of Object.entries(script)) this.say(name, said);
  }

  /** Changes what it says of a name. */
  say(name: string, said: Script): void {
    const state = stateOf(said);
    this.#said.set(name, state);
    const sink = this.#sinks.get(name);
    if (sink !== undefined) put(sink, state);
  }

  lookup(path: Path): Activity<NameTree<Name>> {
    const name = Path.show(path);
    this.lookups.push(name);
    const watch = this.#watches.get(name) ?? this.#watch(name);
    this.#watches.set(name, watch);
    return watch;
  }

  /** A leaf of this namer: it answers for the whole of its name. */
  leaf(
    name: string,
    residual = '/',
    addr: Activity<Addr> = constant(Addr.bound([{ host: '10.0.0.1', port: 80 }])),
  ): State<NameTree<Name>> {
    const bound: Bound = { id: Path.concat(this.prefix, Path.parse(name)), residual: Path.parse(residual), addr };
    return State.ok(NameTree.leaf<Name>({ kind: 'bound', bound }));
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #watch(name: string): Activity<NameTree<Name>> {
    return source<NameTree<Name>>((sink, signal) => {
      this.starts.push(name);
      this.open.add(name);
      this.#sinks.set(name, sink);
      signal.addEventListener('abort', () => {
        this.open.delete(name);
        this.#sinks.delete(name);
      });
      put(sink, this.#said.get(name) ?? State.ok(NameTree.neg));
    });
  }
}

function stateOf(said: Script): State<NameTree<Name>> {
  if (said === 'pending') return State.pending;
  return said instanceof Error ? State.failed(said) : said;
}

function put(sink: Sink<NameTree<Name>>, state: State<NameTree<Name>>): void {
  if (state.kind === 'pending') sink.pending();
  else if (state.kind === 'failed') sink.failed(state.error);
  else {
    sink.ok(state.value);
    if (state.stale !== undefined) sink.stale(state.stale);
  }
}

/** An answer with paths as leaves. */
export function paths(text: string): State<NameTree<Name>> {
  return State.ok(NameTree.map(NameTree.parse(text), (path): Name => ({ kind: 'path', path })));
}
