import {
  createInterpreter,
  createNamespaces,
  createPluginContext,
  Dtab,
  guardStore,
  NamingError,
  Path,
  State,
  Version,
  type VersionedDtab,
} from '@namerd/plugin';
import test from 'ava';
import { record, stubStore, turn } from './stub.ts';

const interpreter = createInterpreter([]);
const path = Path.of('svc');

function versioned(text: string, version = text): VersionedDtab {
  return { dtab: Dtab.parse(text), version: Version.ofText(version) };
}

function namespaces(stub = stubStore()) {
  return { stub, namespaces: createNamespaces(stub.store, interpreter) };
}

async function endpoint(of: ReturnType<typeof createNamespaces>, name: string, extra?: Dtab): Promise<string> {
  const tree = await of.bind(name, extra, path).first();
  if (tree.kind !== 'leaf') return tree.kind;
  const addr = await tree.value.addr.first();
  return addr.kind === 'bound' ? addr.endpoints.map(({ host, port }) => `${host}:${port}`).join() : addr.kind;
}

test('a name resolves through the stored dtab', async (t) => {
  const { stub, namespaces: of } = namespaces();
  stub.found.value = versioned('/svc => /$/inet/127.0.0.1/1');
  t.is(await endpoint(of, 'web'), '127.0.0.1:1');
  const explained = await of.delegate('web', undefined, path).first();
  t.is(explained.kind, 'delegate');
});

test("the caller's own dtab is preferred to the stored one", async (t) => {
  const { stub, namespaces: of } = namespaces();
  stub.found.value = versioned('/svc => /$/inet/127.0.0.1/1');
  t.is(await endpoint(of, 'web', Dtab.parse('/svc => /$/inet/127.0.0.1/2')), '127.0.0.1:2');
  t.is(await endpoint(of, 'web', Dtab.parse('/other => /$/inet/127.0.0.1/2')), '127.0.0.1:1');
});

test('a namespace that does not exist, or cannot, has the empty dtab', async (t) => {
  const { stub, namespaces: of } = namespaces();
  t.is(await endpoint(of, 'web'), 'neg');
  t.is(await endpoint(of, 'a/b'), 'neg');
  t.is(await endpoint(of, 'a/b', Dtab.parse('/svc => /$/inet/127.0.0.1/2')), '127.0.0.1:2');
  t.deepEqual(stub.calls, ['web'], 'a name that is none is not looked for');
});

test('an edit is followed, and one that comes to the same is not noticed', async (t) => {
  const { stub, namespaces: of } = namespaces();
  stub.found.value = versioned('/svc => /$/inet/127.0.0.1/1');
  using seen = record(of.dtab('web'));
  using bound = record(of.bind('web', undefined, path));
  stub.found.value = versioned('/svc=>/$/inet/127.0.0.1/1', 'another version');
  await turn();
  t.is(seen.states.length, 1);
  stub.found.value = versioned('/svc => /$/inet/127.0.0.1/9');
  await turn();
  t.is(seen.states.length, 2);
  t.is(bound.states.length, 2);
});

test('a store without an answer gives none: pending, or its failure', async (t) => {
  const { stub, namespaces: of } = namespaces();
  stub.found.current = State.pending;
  using seen = record(of.bind('web', undefined, path));
  t.deepEqual(seen.states, [State.pending]);
  const error = new NamingError('UNAVAILABLE', 'down');
  stub.found.current = State.failed(error);
  await turn();
  t.deepEqual(seen.states.at(-1), State.failed(error));
});

test('the staleness of the store is that of the answer', async (t) => {
  const { stub, namespaces: of } = namespaces();
  const stale = { sinceMs: 5, cause: new Error('down') };
  stub.found.current = State.ok(versioned('/svc => /$/inet/127.0.0.1/1'), stale);
  using seen = record(of.bind('web', undefined, path));
  const [state] = seen.states;
  t.deepEqual(state?.kind === 'ok' ? state.stale : undefined, stale);
});

test('text that cannot be read leaves the last good dtab in force, stale, also behind a guard', async (t) => {
  const stub = stubStore();
  const of = createNamespaces(guardStore(stub.store, createPluginContext()), interpreter);
  stub.found.value = versioned('/svc => /$/inet/127.0.0.1/1');
  using seen = record(of.dtab('web'));
  const cause = new NamingError('PARSE', 'no dtab');
  stub.found.current = State.failed(cause);
  await turn();
  const last = seen.states.at(-1);
  t.is(last?.kind === 'ok' ? last.stale?.cause : undefined, cause);
  stub.found.value = versioned('/svc => /b');
  await turn();
  t.deepEqual(seen.states.at(-1), State.ok(Dtab.parse('/svc => /b')));
});

test('everything in one namespace shares one observation of the store', (t) => {
  const { stub, namespaces: of } = namespaces();
  using _1 = record(of.bind('web', undefined, path));
  using _2 = record(of.bind('web', Dtab.parse('/a => /b'), Path.of('other')));
  using _3 = record(of.delegate('web', undefined, path));
  t.deepEqual(stub.calls, ['web']);
});
