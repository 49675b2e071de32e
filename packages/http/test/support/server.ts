import { type Activity, type Clock, type State, source, VirtualClock, variable } from '@namerd/activity';
import { Dtab, type NameTree, type Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { type ApiLimits, httpController, namerdHttp } from '@namerd/http';
import { Addr, type Bound, createInterpreter, type Interpreter } from '@namerd/namer';
import { createPluginContext, createTelemetry, guardStore, type PluginContext } from '@namerd/plugin';
import { type DtabStore, Namespace, type VersionedDtab } from '@namerd/store';
import { memoryStore } from '@namerd/store-memory';
import { fastify } from 'fastify';

/** A store in memory that holds these dtabs at first. */
export function storeOf(
  namespaces: Readonly<Record<string, string>> = {},
  context: PluginContext = createPluginContext(),
): DtabStore {
  const config = memoryStore.schema.decode({ namespaces });
  if (!config.ok) throw new Error(config.issues.map((issue) => issue.message).join());
  return guardStore(memoryStore.create(config.value, context), context);
}

/** A dtab by its text. */
export async function storedText(store: DtabStore, namespace: string): Promise<string | undefined> {
  const stored = await store.observe(Namespace.parse(namespace)).first();
  return stored && Dtab.show(stored.dtab);
}

/** What a test may say about its server. */
export interface ServerOptions extends Partial<ApiLimits> {
  readonly store?: DtabStore;
  readonly interpreter?: Interpreter;
  readonly context?: PluginContext;
}

/** A listening API. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly store: DtabStore;
}

/** The API in a Fastify of its own. Names do not linger unless the test says so. */
export async function serve(options: ServerOptions = {}): Promise<TestServer> {
  const { store = storeOf(), interpreter = createInterpreter([]), ...others } = options;
  const server = fastify();
  await server.register(namerdHttp, { lingerMs: 0, ...others, store, interpreter });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return { port: address.port, store, [Symbol.asyncDispose]: () => server.close() };
}

/** The API as namerd serves it, on a port of its own. */
export async function serveController(config: object = {}, options: ServerOptions = {}): Promise<TestServer> {
  const { store = storeOf(), interpreter = createInterpreter([]), context = createPluginContext() } = options;
  const decoded = httpController.schema.decode({ port: 0, ...config });
  if (!decoded.ok) throw new Error(decoded.issues.map((issue) => issue.message).join());
  const served = httpController.create(decoded.value, { ...context, store, interpreter });
  const { port } = await served.listen();
  return { port, store, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
}

/** A context in virtual time, with a log that the test can read. */
export function virtualContext(clock: Clock = new VirtualClock()): PluginContext & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = (message: string): void => void lines.push(message);
  const logger = { debug: log, info: log, warn: log, error: log };
  return { ...createPluginContext({ clock, logger, telemetry: createTelemetry() }), lines };
}

/** An activity that the test sets, and that counts who runs it. */
export interface Scripted<T> {
  readonly activity: Activity<T>;
  set(state: State<T>): void;
  readonly observers: number;
}

/** See {@link Scripted}. */
export function scripted<T>(first: State<T>): Scripted<T> {
  const held = variable<State<T>>(first);
  let observers = 0;
  const activity = source<T>((sink, signal) => {
    observers++;
    const observation = held.observe((state) => {
      if (state.kind !== 'ok') return;
      const inner = state.value;
      if (inner.kind === 'pending') sink.pending();
      else if (inner.kind === 'failed') sink.failed(inner.error);
      else {
        sink.ok(inner.value);
        if (inner.stale !== undefined) sink.stale(inner.stale);
      }
    });
    signal.addEventListener('abort', () => {
      observers--;
      observation[Symbol.dispose]();
    });
  });
  return {
    activity,
    set(state) {
      held.value = state;
    },
    get observers() {
      return observers;
    },
  };
}

/** A store of which every read shows `dtab`, and every write fails with `error`. */
export function scriptedStore(
  dtab: Activity<VersionedDtab | undefined>,
  error = new NamingError('UNAVAILABLE', 'store down'),
): DtabStore {
  const refuse = async (): Promise<never> => {
    throw error;
  };
  return {
    list: () => dtab.map((found) => (found === undefined ? [] : [Namespace.parse('default')])),
    observe: () => dtab,
    create: refuse,
    update: refuse,
    put: refuse,
    delete: refuse,
    async [Symbol.asyncDispose]() {},
  };
}

/** An interpreter that binds every name to this tree. */
export function bindsTo(tree: Activity<NameTree<Bound>>): Interpreter {
  return { ...createInterpreter([]), bind: () => tree };
}

/** A bound name with this address. */
export function bound(id: Path, addr: Activity<Addr>, residual: Path = { labels: [] }): Bound {
  return { id, residual, addr };
}

/** An address on loopback. */
export function addrAt(...ports: number[]): Addr {
  return Addr.bound(ports.map((port) => ({ host: '127.0.0.1', port })));
}
