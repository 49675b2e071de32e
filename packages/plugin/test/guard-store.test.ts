import {
  createPluginContext,
  createTelemetry,
  Dtab,
  guardStore,
  Namespace,
  NamingError,
  State,
  source,
  type TelemetryEvent,
  Version,
  type VersionedDtab,
  VirtualClock,
} from '@namerd/plugin';
import test from 'ava';
import { record, stubStore, turn } from './stub.ts';

const web = Namespace.parse('web');
const a = Dtab.parse('/svc => /a');

function versioned(version: string): VersionedDtab {
  return { dtab: a, version: Version.ofText(version) };
}

function guarded(stub = stubStore()) {
  const clock = new VirtualClock(1_000);
  const telemetry = createTelemetry();
  const events: TelemetryEvent[] = [];
  telemetry.on('*', (event) => events.push(event));
  return { stub, clock, events, store: guardStore(stub.store, createPluginContext({ clock, telemetry })) };
}

test('a name that is none never reaches the store', async (t) => {
  const { store, stub } = guarded();
  const bad = 'a/b' as Namespace;
  await t.throwsAsync(store.observe(bad).first(), { code: 'NAMESPACE_INVALID' });
  await t.throwsAsync(store.create(bad, a), { code: 'NAMESPACE_INVALID' });
  await t.throwsAsync(store.update(bad, a, Version.ofText('1')), { code: 'NAMESPACE_INVALID' });
  await t.throwsAsync(store.put(bad, a), { code: 'NAMESPACE_INVALID' });
  await t.throwsAsync(store.delete(bad), { code: 'NAMESPACE_INVALID' });
  t.deepEqual(stub.calls, []);
});

test('an aborted signal keeps the store from being asked', async (t) => {
  const { store, stub } = guarded();
  await t.throwsAsync(store.put(web, a, { signal: AbortSignal.abort() }), { code: 'ABORTED' });
  t.deepEqual(stub.calls, []);
});

test('a write is ABORTED as soon as its caller gives up, also where the store does not listen', async (t) => {
  const { store, stub } = guarded();
  stub.write = () => new Promise(() => {});
  const controller = new AbortController();
  const write = store.put(web, a, { signal: controller.signal });
  const reason = new Error('too slow');
  controller.abort(reason);
  const error = await t.throwsAsync(write, { code: 'ABORTED' });
  t.is(error?.cause, reason);
});

test('a foreign error of a write becomes INTERNAL with its cause, also one thrown at once; a naming error stays as it is', async (t) => {
  const { store, stub } = guarded();
  const foreign = new Error('ECONNREFUSED');
  stub.write = async () => Promise.reject(foreign);
  t.is((await t.throwsAsync(store.put(web, a), { code: 'INTERNAL' }))?.cause, foreign);
  stub.write = () => {
    throw foreign;
  };
  t.is((await t.throwsAsync(store.put(web, a), { code: 'INTERNAL' }))?.cause, foreign);
  const own = new NamingError('UNAVAILABLE', 'down');
  stub.write = async () => Promise.reject(own);
  t.is(await t.throwsAsync(store.put(web, a)), own);
});

test('a store that throws where it should answer has failed', async (t) => {
  const { stub } = guarded();
  const broken = {
    ...stub.store,
    observe: () => {
      throw new Error('oops');
    },
  };
  const store = guardStore(broken, createPluginContext());
  await t.throwsAsync(store.observe(web).first(), { code: 'INTERNAL' });
});

test('equal states are delivered once', async (t) => {
  const { store, stub } = guarded();
  using seen = record(store.observe(web));
  using names = record(store.list());
  stub.found.value = versioned('1');
  await turn();
  stub.found.value = versioned('1');
  stub.names.value = [];
  await turn();
  t.deepEqual(seen.states, [State.ok(undefined), State.ok(versioned('1'))]);
  t.deepEqual(names.states, [State.ok([])]);
});

test('an outage keeps the last good value, stale since its beginning, however often it fails', async (t) => {
  const { store, stub, clock } = guarded();
  stub.found.value = versioned('1');
  using seen = record(store.observe(web));
  const cause = new NamingError('UNAVAILABLE', 'down');
  stub.found.current = State.failed(cause);
  await turn();
  await clock.advance(500);
  stub.found.current = State.failed(new NamingError('TIMEOUT', 'still down'));
  await turn();
  stub.found.current = State.pending;
  await turn();
  stub.found.value = versioned('1');
  await turn();
  t.deepEqual(seen.states, [
    State.ok(versioned('1')),
    State.ok(versioned('1'), { sinceMs: 1_000, cause }),
    State.ok(versioned('1')),
  ]);
});

test('an outage without a value is failed, with a naming error', async (t) => {
  const { store, stub } = guarded();
  stub.found.current = State.failed(new Error('refused'));
  using seen = record(store.observe(web));
  t.is(seen.states.length, 1);
  const [state] = seen.states;
  t.true(state?.kind === 'failed' && NamingError.is(state.error, 'INTERNAL'));
});

test('text that cannot be read is an answer: it takes the place of the good value', async (t) => {
  const { store, stub } = guarded();
  stub.found.value = versioned('1');
  using seen = record(store.observe(web));
  const error = new NamingError('PARSE', 'no dtab');
  stub.found.current = State.failed(error);
  await turn();
  t.deepEqual(seen.states.at(-1), State.failed(error));
});

test("the store's own mark of staleness is kept as it is", async (t) => {
  const { store, stub } = guarded();
  const stale = { sinceMs: 7, cause: new Error('down') };
  stub.found.current = State.ok(versioned('1'), stale);
  using seen = record(store.observe(web));
  await turn();
  t.deepEqual(seen.states, [State.ok(versioned('1'), stale)]);
});

test('all observers of a namespace share one observation of the store, which ends with the last', (t) => {
  const stub = stubStore();
  let running = 0;
  const counted = source<undefined>((sink, signal) => {
    running++;
    signal.addEventListener('abort', () => running--);
    sink.ok(undefined);
  });
  let asked = 0;
  const observe = () => {
    asked++;
    return counted;
  };
  const store = guardStore({ ...stub.store, observe }, createPluginContext());
  const observations = [1, 2, 3].map(() => store.observe(web).observe(() => {}));
  t.is(asked, 1);
  t.is(running, 1);
  for (const observation of observations) observation[Symbol.dispose]();
  t.is(running, 0);
});

test('after dispose reads are failed(CLOSED), for who observes already and who comes later, and writes reject', async (t) => {
  const { store, stub } = guarded();
  stub.found.value = versioned('1');
  using seen = record(store.observe(web));
  await store[Symbol.asyncDispose]();
  await turn();
  for (const state of [seen.states.at(-1), record(store.observe(web)).states[0], record(store.list()).states[0]]) {
    t.true(state?.kind === 'failed' && NamingError.is(state.error, 'CLOSED'));
  }
  const before = stub.calls.length;
  await t.throwsAsync(store.put(web, a), { code: 'CLOSED' });
  await t.throwsAsync(store.delete(web), { code: 'CLOSED' });
  t.is(stub.calls.length, before);
});

test('dispose is done once, and all callers share its outcome', async (t) => {
  const { store, stub } = guarded();
  const [first, second] = [store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()];
  t.is(first, second);
  await first;
  await store[Symbol.asyncDispose]();
  t.is(stub.disposals, 1);
  const failing = guardStore(
    { ...stub.store, [Symbol.asyncDispose]: () => Promise.reject(new Error('stuck')) },
    createPluginContext(),
  );
  await t.throwsAsync(failing[Symbol.asyncDispose]() as Promise<void>, { message: 'stuck' });
});

test('reads, writes and errors are counted', async (t) => {
  const { store, stub } = guarded();
  using _ = record(store.observe(web));
  store.list();
  await store.put(web, a);
  stub.write = async () => Promise.reject(new NamingError('VERSION_MISMATCH', 'no'));
  await t.throwsAsync(store.put(web, a));
  stub.found.current = State.failed(new NamingError('UNAVAILABLE', 'down'));
  await turn();
  t.deepEqual(store.stats, { reads: 2, writes: 2, errors: 2 });
});

test('each write is told to telemetry, with how it ended and how long it took', async (t) => {
  const { store, stub, events, clock } = guarded();
  await store.create(web, a);
  stub.write = async () => {
    await clock.advance(30);
    throw new NamingError('UNAVAILABLE', 'down');
  };
  await t.throwsAsync(store.delete(web));
  t.deepEqual(events, [
    { kind: 'store:write', operation: 'create', namespace: 'web', durationMs: 0 },
    { kind: 'store:write', operation: 'delete', namespace: 'web', code: 'UNAVAILABLE', durationMs: 30 },
  ]);
});
