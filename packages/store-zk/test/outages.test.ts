import { type Activity, Dtab, type DtabStore, Namespace, NamingError, type State, type Version } from '@namerd/plugin';
import { freePorts } from '@namerd/services';
import { FaultProxy } from '@namerd/store-testkit';
import test, { type ExecutionContext } from 'ava';
import { fourLetters, openClient, openStore, type Service, until, watchesOf, zookeeperOrSkip } from './backend.ts';

const service = await zookeeperOrSkip();
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const numbered = (n: number): Dtab => Dtab.parse(`/svc => /n${n}`);

/** One after the other: they take the server down. */
function zkTest(title: string, body: (t: ExecutionContext, server: Service) => Promise<void>): void {
  test.serial(title, async (t) => {
    if (service === undefined) {
      t.pass('there is no ZooKeeper here');
      return;
    }
    await body(t, service);
    t.pass(); // what was waited for has come
  });
}

/** A store, with the states that its readers saw. */
function storeOf(t: ExecutionContext, ...args: Parameters<typeof openStore>): DtabStore {
  const store = openStore(...args);
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
}

class Watch<T> {
  readonly states: State<T>[] = [];

  constructor(t: ExecutionContext, activity: Activity<T>) {
    const observation = activity.observe((state) => this.states.push(state));
    t.teardown(() => observation[Symbol.dispose]());
  }

  get now(): State<T> {
    return this.states.at(-1) ?? { kind: 'pending' };
  }

  get isFresh(): boolean {
    return this.now.kind === 'ok' && this.now.stale === undefined;
  }

  get isStale(): boolean {
    return this.now.kind === 'ok' && this.now.stale !== undefined;
  }

  shows(isSo: (value: T) => boolean): boolean {
    return this.isFresh && this.now.kind === 'ok' && isSo(this.now.value);
  }
}

/** Writes until it succeeds, for a client may need a moment to connect anew. */
async function written(write: () => Promise<Version>): Promise<Version> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!NamingError.is(error, 'UNAVAILABLE') && !NamingError.is(error, 'TIMEOUT')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

zkTest(
  'what is edited through one store, another serves within a second, also after a restart of ZooKeeper',
  async (t, server) => {
    const config = { pathPrefix: '/two', sessionTimeoutMs: 10_000 };
    const [editor, server2] = [storeOf(t, server.port, config), storeOf(t, server.port, config)];
    const first = await editor.create(web, numbered(0));
    const watch = new Watch(t, server2.observe(web));
    await until('the dtab', () => watch.shows((found) => found?.version === first));
    for (const round of [0, 1]) {
      const delays: number[] = [];
      for (let n = 0; n < 50; n++) {
        const version = await written(() => editor.put(web, numbered(n)));
        const acknowledged = performance.now();
        await until(`edit ${n}`, () => watch.shows((found) => found?.version === version));
        delays.push(performance.now() - acknowledged);
      }
      const slowest = Math.max(...delays);
      t.log(`round ${round}: the slowest of 50 edits took ${slowest.toFixed(0)} ms`);
      t.true(slowest < 1_000, `${slowest} ms`);
      if (round === 0) {
        await server.kill();
        await until('the outage to show', () => watch.isStale);
        await server.restart();
      }
    }
  },
);

zkTest('connection refused at start is failed(UNAVAILABLE), and heals when the server comes', async (t, server) => {
  const direct = storeOf(t, server.port, { pathPrefix: '/late' });
  const version = await direct.create(web, numbered(1));
  await server.kill();
  const store = storeOf(t, server.port, { pathPrefix: '/late' });
  const [watch, list] = [new Watch(t, store.observe(web)), new Watch(t, store.list())];
  await until('both to fail', () => watch.now.kind === 'failed' && list.now.kind === 'failed');
  t.true(watch.now.kind === 'failed' && NamingError.is(watch.now.error, 'UNAVAILABLE'));
  const outcome = await t.throwsAsync(store.put(web, numbered(2)));
  t.true(NamingError.is(outcome, 'UNAVAILABLE') && !('outcome' in outcome.details), 'nothing was sent');
  await server.restart();
  await until(
    'both to heal',
    () => watch.shows((found) => found?.version === version) && list.shows((names) => names.includes(web)),
  );
});

zkTest('a dead server among living ones is passed over', async (t, server) => {
  const [dead = 0] = await freePorts(1);
  const addrs = [dead, server.port].map((port) => ({ host: '127.0.0.1', port }));
  for (let n = 0; n < 4; n++) {
    const store = storeOf(t, 0, { zkAddrs: addrs, pathPrefix: '/some' });
    t.truthy(await store.put(web, numbered(n)));
  }
});

zkTest('a session that expires while dtabs are observed is replaced, and everything is watched again', async (t, server) => {
  const proxy = await FaultProxy.start(() => server.port);
  t.teardown(() => proxy[Symbol.asyncDispose]());
  const direct = storeOf(t, server.port, { pathPrefix: '/expired' });
  const store = storeOf(t, proxy.port, { pathPrefix: '/expired', sessionTimeoutMs: 1_000 });
  const version = await direct.create(web, numbered(0));
  const gone = await direct.create(Namespace.parse('gone'), numbered(0));
  const watches = ['web', 'gone', 'new'].map((name) => new Watch(t, store.observe(Namespace.parse(name))));
  const list = new Watch(t, store.list());
  await until('all to be known', () => [...watches, list].every((watch) => watch.isFresh));
  const sessions = await sessionsOf(server);
  proxy.set({ kind: 'stall' });
  await until('all to be stale', () => [...watches, list].every((watch) => watch.isStale));
  t.true(watches[0]?.now.kind === 'ok' && watches[0].now.value?.version === version, 'the last good value stands');
  await until('the server to forget the session', async () => (await sessionsOf(server)) < sessions);
  await direct.delete(Namespace.parse('gone'), { expected: gone });
  const made = await direct.create(Namespace.parse('new'), numbered(1));
  const changed = await direct.update(web, numbered(1), version);
  proxy.set({ kind: 'none' });
  await until('the change', () => watches[0]?.shows((found) => found?.version === changed) === true);
  await until('the deletion', () => watches[1]?.shows((found) => found === undefined) === true);
  await until('the creation', () => watches[2]?.shows((found) => found?.version === made) === true);
  await until('the list', () => list.shows((names) => names.join() === 'new,web'));
  const last = await direct.put(web, numbered(2));
  await until('a change that only a watch can tell', () => watches[0]?.shows((found) => found?.version === last) === true);
});

for (const kind of ['stall', 'half-open'] as const) {
  zkTest(`a network that does nothing but be there (${kind}) is an outage`, async (t, server) => {
    const proxy = await FaultProxy.start(() => server.port);
    t.teardown(() => proxy[Symbol.asyncDispose]());
    const store = storeOf(t, proxy.port, { pathPrefix: `/${kind}`, sessionTimeoutMs: 1_000 });
    const version = await store.create(web, numbered(0));
    const watch = new Watch(t, store.observe(web));
    await until('the dtab', () => watch.isFresh);
    proxy.set({ kind });
    const outcome = await t.throwsAsync(store.put(web, numbered(1)));
    t.true(
      NamingError.is(outcome) && ['UNAVAILABLE', 'TIMEOUT'].includes(outcome.code) && outcome.details['outcome'] === 'unknown',
    );
    await until('stale', () => watch.isStale);
    const before = proxy.accepted;
    await until('three more attempts', () => proxy.accepted >= before + 3);
    proxy.set({ kind: 'none' });
    await until('fresh', () => watch.isFresh);
    // Whether the write that nobody answered has arrived shows now, and is never made twice.
    const found = watch.now.kind === 'ok' ? watch.now.value : undefined;
    t.true(found?.version === version || (found !== undefined && Dtab.show(found.dtab) === '/svc=>/n1'));
  });
}

zkTest('a frozen server makes dtabs stale, not absent, and its waking heals them', async (t, server) => {
  const store = storeOf(t, server.port, { pathPrefix: '/frozen', sessionTimeoutMs: 1_000 });
  const version = await store.create(web, numbered(0));
  const watch = new Watch(t, store.observe(web));
  await until('the dtab', () => watch.isFresh);
  server.pause();
  t.teardown(() => server.resume());
  await until('stale', () => watch.isStale);
  server.resume();
  await until('fresh', () => watch.shows((found) => found?.version === version));
  t.true(watch.states.slice(1).every((state) => state.kind === 'ok'));
});

zkTest('an ensemble that was set up anew is believed, and no version comes twice', async (t, server) => {
  const store = storeOf(t, server.port, { pathPrefix: '/anew', sessionTimeoutMs: 1_000 });
  const versions = new Set<Version>();
  const watch = new Watch(t, store.observe(web));
  const list = new Watch(t, store.list());
  for (let round = 0; round < 2; round++) {
    const version = await written(() => store.create(web, numbered(0)));
    t.false(versions.has(version), 'a version came twice');
    versions.add(version);
    await until('the dtab', () => watch.shows((found) => found?.version === version));
    await server.restartEmpty();
    await until('absence', () => watch.shows((found) => found === undefined) && list.shows((names) => names.length === 0));
  }
});

zkTest('a thousand namespaces are watched again after the session was lost, without a storm', async (t, server) => {
  const proxy = await FaultProxy.start(() => server.port);
  t.teardown(() => proxy[Symbol.asyncDispose]());
  await using zk = openClient(server.port);
  const direct = storeOf(t, server.port, { pathPrefix: '/thousand' });
  const names = Array.from({ length: 1_000 }, (_, n) => Namespace.parse(`ns-${n}`));
  await Promise.all(names.map((name) => direct.put(name, numbered(0))));
  const store = storeOf(t, proxy.port, { pathPrefix: '/thousand', sessionTimeoutMs: 1_000 });
  const watches = names.map((name) => new Watch(t, store.observe(name)));
  await until('all to be known', () => watches.every((watch) => watch.isFresh));
  const connections = proxy.accepted;
  proxy.set({ kind: 'stall' });
  await until('all to be stale', () => watches.every((watch) => watch.isStale));
  await Promise.all(names.map((name) => direct.put(name, numbered(1))));
  proxy.set({ kind: 'none' });
  const isNew = (watch: (typeof watches)[number]): boolean =>
    watch.shows((found) => found !== undefined && Dtab.show(found.dtab) === '/svc=>/n1');
  await until('all to be fresh', () => watches.every(isNew));
  await until(
    'all to be watched',
    async () => (await watchesOf(server)).filter((path) => path.startsWith('/thousand/')).length === 1_000,
  );
  t.true(proxy.accepted - connections < 20, `${proxy.accepted - connections} connections`);
  t.log(`${proxy.accepted - connections} connections`);
  t.truthy(await zk.exists('/thousand'));
});

zkTest('a compare-and-set that a deletion and re-creation has slipped into does not pass for one', async (t, server) => {
  const proxy = await FaultProxy.start(() => server.port);
  t.teardown(() => proxy[Symbol.asyncDispose]());
  const config = { pathPrefix: '/slip', sessionTimeoutMs: 10_000 }; // so long that no ping counts among the requests
  const [store, other] = [storeOf(t, proxy.port, config), storeOf(t, server.port, config)];
  const version = await store.create(web, numbered(0));
  await other.list().first();
  proxy.set({ kind: 'delay', ms: 400 });
  const received = await receivedBy(server);
  const update = t.throwsAsync(store.update(web, numbered(1), version));
  await until('the version to be looked at', async () => (await receivedBy(server)) >= received + 2);
  await other.delete(web);
  await other.create(web, numbered(2));
  const error = await update;
  t.true(NamingError.is(error, 'VERSION_MISMATCH') && error.details['outcome'] === 'written', String(error));
});

/** How many sessions the server has. */
async function sessionsOf(server: Service): Promise<number> {
  return [...(await fourLetters(server, 'dump')).matchAll(/^\t0x[0-9a-f]+$/gm)].length;
}

/** How many requests the server has received on the connections that it has now. */
async function receivedBy(server: Service): Promise<number> {
  const sessions = [...(await fourLetters(server, 'cons')).matchAll(/recved=(\d+),.*sid=/g)];
  return sessions.reduce((sum, [, count]) => sum + Number(count), 0);
}
