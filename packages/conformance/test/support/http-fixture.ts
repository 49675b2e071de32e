import { type Activity, constant, failing, State, source, type Var, variable } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { httpController } from '@namerd/http';
import { Addr, type Bound, createInterpreter, type Interpreter, type Meta, type Mount, type Name } from '@namerd/namer';
import { createPluginContext, guardNamer, guardStore } from '@namerd/plugin';
import type { DtabStore } from '@namerd/store';
import { memoryStore } from '@namerd/store-memory';

export type AddrVector =
  | 'neg'
  | 'pending'
  | { bound: { ip: string; port: number; meta: Meta }[]; meta: Meta }
  | { failed: string };
export type TreeVector = 'neg' | 'fail' | 'empty' | { leaf: { id: string; residual: string; addr: AddrVector } };

/** The state before a case. */
export interface FixtureVector {
  readonly store?: { readonly kind: string; readonly namespaces?: Record<string, string> };
  readonly interpreter?: { readonly binds?: TreeVector[] | 'emit'; readonly script?: string; readonly canDelegate?: boolean };
  readonly namers?: readonly {
    readonly prefix: string;
    readonly lookup?: TreeVector | { readonly error: string } | 'emit';
    readonly lookupByPath?: Record<string, TreeVector>;
  }[];
}

const pending: Activity<never> = source(() => {});

/** A listening server in the state of a fixture, and what the steps of a case may change. */
export class HttpFixture implements AsyncDisposable {
  readonly store: DtabStore;
  readonly #names: Var<readonly never[]> = variable<readonly never[]>([]);
  readonly #binds: Var<NameTree<Bound>> = variable<NameTree<Bound>>(NameTree.neg);
  readonly #lookups: Var<NameTree<Name>> = variable<NameTree<Name>>(NameTree.neg);
  #addr: Var<Addr> = variable<Addr>(Addr.neg);
  readonly #server: ReturnType<typeof httpController.create>;

  constructor(vector: FixtureVector) {
    const context = createPluginContext();
    this.store = this.#makeStore(vector, context);
    const interpreter = this.#makeInterpreter(vector);
    const config = httpController.schema.decode({ port: 0 });
    if (!config.ok) throw new Error('the configuration was refused');
    this.#binds.current = State.pending;
    this.#lookups.current = State.pending;
    this.#server = httpController.create(config.value, { ...context, store: this.store, interpreter });
    for (const namer of vector.namers ?? []) {
      if (namer.lookup !== undefined && namer.lookup !== 'emit' && !isError(namer.lookup)) this.emitLookup(namer.lookup);
    }
  }

  async listen(): Promise<number> {
    return (await this.#server.listen()).port;
  }

  emitList(names: readonly string[]): void {
    this.#names.value = names as readonly never[];
  }

  emitBind(tree: TreeVector): void {
    this.#binds.value = this.#boundTree(tree);
  }

  emitBindError(message: string): void {
    this.#binds.current = State.failed(new Error(message));
  }

  emitLookup(tree: TreeVector): void {
    this.#lookups.value = NameTree.map(this.#boundTree(tree), (bound): Name => ({ kind: 'bound', bound }));
  }

  emitLookupError(message: string): void {
    this.#lookups.current = State.failed(new Error(message));
  }

  emitAddr(addr: AddrVector): void {
    this.#addr.current = stateOf(addr);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }

  #makeStore({ store }: FixtureVector, context: ReturnType<typeof createPluginContext>): DtabStore {
    const config = memoryStore.schema.decode({ namespaces: store?.namespaces ?? {} });
    if (!config.ok) throw new Error('the store was refused');
    const inner = memoryStore.create(config.value, context);
    if (store?.kind === 'scripted') inner.list = () => this.#names;
    if (store?.kind === 'never') inner.list = () => pending;
    return guardStore(inner, context);
  }

  #makeInterpreter({ interpreter: script, namers }: FixtureVector): Interpreter {
    const mounts: Mount[] = (namers ?? []).map((namer) => ({
      prefix: Path.parse(namer.prefix),
      namer: guardNamer({ lookup: (path) => this.#lookup(namer, path), async [Symbol.asyncDispose]() {} }, createPluginContext()),
    }));
    const real = createInterpreter(mounts);
    if (script?.canDelegate === false)
      return { ...real, delegate: () => failing(new NamingError('UNSUPPORTED', 'no delegations')) };
    if (script?.binds !== undefined) {
      const [first] = script.binds === 'emit' ? [] : script.binds;
      return { ...real, bind: () => (first === undefined ? this.#binds : constant(this.#boundTree(first))) };
    }
    if (script?.script === undefined) return real;
    if (!script.script.includes('/#/io.l5d.namer'))
      return { ...real, bind: (dtab, path) => bindOnce(dtab, path, '/io.l5d.namer', (id) => real.addr(id)) };
    const addr = constant(Addr.bound([{ host: '127.0.0.1', port: 1 }]));
    return { ...real, bind: (dtab, path) => bindOnce(dtab, path, '/#/io.l5d.namer', () => addr) };
  }

  #lookup(namer: NonNullable<FixtureVector['namers']>[number], path: Path): Activity<NameTree<Name>> {
    const byPath = namer.lookupByPath?.[Path.show(path)] ?? namer.lookupByPath?.['*'];
    if (byPath !== undefined) return constant(NameTree.map(this.#boundTree(byPath), (bound): Name => ({ kind: 'bound', bound })));
    if (isError(namer.lookup)) return failing(new Error(namer.lookup.error.replace('/<rest>', Path.show(path))));
    return this.#lookups;
  }

  #boundTree(tree: TreeVector): NameTree<Bound> {
    if (tree === 'neg') return NameTree.neg;
    if (tree === 'fail') return NameTree.fail;
    if (tree === 'empty') return NameTree.empty;
    const { id, residual, addr } = tree.leaf;
    this.#addr = variable<Addr>(Addr.neg);
    this.#addr.current = stateOf(addr);
    return NameTree.leaf({ id: Path.parse(id), residual: Path.parse(residual), addr: this.#addr });
  }
}

function isError(lookup: unknown): lookup is { readonly error: string } {
  return typeof lookup === 'object' && lookup !== null && 'error' in lookup;
}

/** Applies the dtab once, and takes what comes of it for the rest of a bound id. */
function bindOnce(
  dtab: Dtab | Activity<Dtab>,
  path: Path,
  prefix: string,
  addrOf: (id: Path) => Activity<Addr>,
): Activity<NameTree<Bound>> {
  const bindIn = (table: Dtab): NameTree<Bound> =>
    NameTree.map(Dtab.lookup(table, path), (found) => {
      const id = Path.concat(Path.parse(prefix), found);
      return { id, residual: Path.empty, addr: addrOf(id) };
    });
  return 'dentries' in dtab ? constant(bindIn(dtab)) : dtab.map(bindIn);
}

function stateOf(addr: AddrVector): State<Addr> {
  if (addr === 'pending') return State.pending;
  if (addr === 'neg') return State.ok(Addr.neg);
  if ('failed' in addr) return State.failed(new Error(addr.failed));
  const endpoints = addr.bound.map(({ ip, port, meta }) => ({ host: ip, port, meta }));
  return State.ok(Addr.bound(endpoints, addr.meta));
}
