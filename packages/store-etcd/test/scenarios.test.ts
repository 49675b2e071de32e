import { createPluginContext, Dtab, type DtabStore, Namespace, NamingError, Version, type WatchEvent } from '@namerd/plugin';
import type { Service } from '@namerd/services';
import { FaultProxy } from '@namerd/store-testkit';
import { Watch } from '@namerd/testkit';
import test, { type ExecutionContext } from 'ava';
import { etcdOrSkip, openStore, until, watchers } from './backend.ts';

/** How clients of etcd fail in production, each as a scenario. */
const service = await etcdOrSkip({ args: ['--enable-v2'] });
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const numbered = (n: number): Dtab => Dtab.parse(`/svc => /n${n}`);
let prefixes = 0;

interface Place {
  readonly server: Service;
  /** Opens stores of one space. */
  readonly open: (port: number, more?: object, onWatchEvent?: (event: WatchEvent) => void) => DtabStore;
}

/** One test for each API, in a space of its own; one after the other, for they take the server down. */
function etcdTest(
  apis: readonly ('v3' | 'v2')[],
  title: string,
  body: (t: ExecutionContext, place: Place) => Promise<void>,
): void {
  for (const api of apis) {
    test.serial(`${api}: ${title}`, async (t) => {
      if (service === undefined) {
        t.pass('there is no etcd here');
        return;
      }
      const pathPrefix = `/scenario-${++prefixes}`;
      await body(t, {
        server: service,
        open: (port, more = {}, onWatchEvent = () => undefined) =>
          openStore(port, { api, pathPrefix, ...more }, { ...createPluginContext(), onWatchEvent }),
      });
    });
  }
}

const both = ['v3', 'v2'] as const;

etcdTest(both, 'a watch that has gone quiet without any event is noticed, and made anew', async (t, { server, open }) => {
  for (const kind of ['stall', 'half-open'] as const) {
    await using proxy = await FaultProxy.start(() => server.port);
    await using near = open(server.port);
    await using far = open(proxy.port, { timeoutMs: 500 });
    const first = await near.put(web, numbered(1));
    using watch = new Watch(far.observe(web), 10_000);
    await watch.fresh('the value', (found) => found?.version === first);
    proxy.set({ kind });
    const version = await near.put(web, numbered(2));
    const stale = await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
    t.true(stale.kind === 'ok' && stale.value?.version === first, 'the last good value stays');
    proxy.set({ kind: 'none' });
    await watch.fresh('the new value', (found) => found?.version === version);
  }
});

etcdTest(
  both,
  'a frozen server is noticed, and a write ends in time with an outcome that is unknown',
  async (t, { server, open }) => {
    await using store = open(server.port, { timeoutMs: 500 });
    const first = await store.put(web, numbered(1));
    using watch = new Watch(store.observe(web), 10_000);
    await watch.fresh('the value', (found) => found?.version === first);
    server.pause();
    const error = await t.throwsAsync(store.put(web, numbered(2)));
    await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
    server.resume();
    t.true(NamingError.is(error, 'TIMEOUT') && error.details['outcome'] === 'unknown', String(error));
    await watch.fresh('a value', () => true);
  },
);

etcdTest(
  both,
  'events come again after the server was killed, and what was missed is made up for',
  async (t, { server, open }) => {
    await using proxy = await FaultProxy.start(() => server.port);
    await using near = open(server.port);
    await using far = open(proxy.port);
    const first = await near.put(web, numbered(1));
    using watch = new Watch(far.observe(web), 10_000);
    await watch.fresh('the value', (found) => found?.version === first);
    await server.kill();
    await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
    proxy.set({ kind: 'cut' }); // so that it misses something
    await server.restart();
    using back = new Watch(near.list(), 10_000);
    await back.fresh('the server being back', () => true);
    const missed = await near.put(web, numbered(2));
    proxy.set({ kind: 'none' });
    await watch.fresh('what was missed', (found) => found?.version === missed);
    const next = await near.put(web, numbered(3));
    await watch.fresh('what comes next', (found) => found?.version === next);
    t.true(
      watch.history.every((state) => state.kind !== 'ok' || state.value !== undefined),
      'it was never absent',
    );
  },
);

etcdTest(['v3'], 'a compaction while it is disconnected holds nothing up', async (t, { server, open }) => {
  await using proxy = await FaultProxy.start(() => server.port);
  await using near = open(server.port);
  await using far = open(proxy.port);
  await near.put(web, numbered(1));
  using watch = new Watch(far.observe(web), 10_000);
  await watch.fresh('the value', (found) => found !== undefined);
  proxy.set({ kind: 'cut' });
  await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
  for (let n = 0; n < 20; n++) await near.put(web, numbered(n));
  const version = await near.put(web, numbered(21));
  await compact(server, Version.text(version));
  proxy.set({ kind: 'none' });
  await watch.fresh('the last value', (found) => found?.version === version);
  t.pass();
});

etcdTest(['v2'], 'more changes elsewhere than etcd remembers lose nothing', async (t, { server, open }) => {
  await using proxy = await FaultProxy.start(() => server.port);
  await using near = open(server.port);
  await using far = open(proxy.port);
  await near.put(web, numbered(1));
  using watch = new Watch(far.observe(web), 10_000);
  await watch.fresh('the value', (found) => found !== undefined);
  proxy.set({ kind: 'cut' });
  await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
  const version = await near.put(web, numbered(2));
  await using elsewhere = openStore(server.port, { api: 'v2', pathPrefix: '/elsewhere' });
  for (let i = 0; i < 22; i++)
    await Promise.all(Array.from({ length: 50 }, (_, n) => elsewhere.put(Namespace.parse(`n${n}`), numbered(i))));
  proxy.set({ kind: 'none' });
  await watch.fresh('the missed value', (found) => found?.version === version);
  t.pass();
});

etcdTest(both, 'one watch serves 1,000 observers of 100 namespaces', async (t, { server, open }) => {
  const api = t.title.startsWith('v3') ? 'v3' : 'v2';
  await until('no watchers', async () => (await watchers(server, api)) === 0);
  await using store = open(server.port, { timeoutMs: 5_000 });
  const names = Array.from({ length: 100 }, (_, n) => Namespace.parse(`n${n}`));
  await Promise.all(names.map((name) => store.create(name, numbered(0))));
  const watches = Array.from({ length: 1_000 }, (_, n) => new Watch(store.observe(names[n % 100] ?? web), 10_000));
  await Promise.all(watches.map((watch) => watch.fresh('the value', (found) => found !== undefined)));
  const version = await store.put(Namespace.parse('n7'), numbered(1));
  await Promise.all(
    watches.filter((_, n) => n % 100 === 7).map((watch) => watch.fresh('it', (found) => found?.version === version)),
  );
  await until('one watcher', async () => (await watchers(server, api)) === 1);
  for (const watch of watches) watch[Symbol.dispose]();
  t.pass();
});

etcdTest(both, 'an outage is no storm of connections, and what was refused is not done later', async (t, { server, open }) => {
  await using proxy = await FaultProxy.start(() => server.port);
  await using store = open(proxy.port, { timeoutMs: 500 });
  const first = await store.put(web, numbered(1));
  using watch = new Watch(store.observe(web), 10_000);
  await watch.fresh('the value', (found) => found?.version === first);
  proxy.set({ kind: 'cut' });
  await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
  const before = proxy.accepted;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 200 }, (_, n) => store.put(Namespace.parse(`n${n}`), numbered(n))),
  );
  t.true(outcomes.every(({ status }) => status === 'rejected'));
  t.true(proxy.accepted - before <= 250, `${proxy.accepted - before} connections for 200 writes`);
  proxy.set({ kind: 'none' });
  await watch.fresh('the value', () => true);
  t.deepEqual(await store.list().first(), [web]);
});

etcdTest(both, 'what one store writes, another serves within a second, through a restart too', async (t, { server, open }) => {
  await using writer = open(server.port);
  await using reader = open(server.port);
  let version = await writer.create(web, numbered(0));
  using watch = new Watch(reader.observe(web), 10_000);
  const latencies: number[] = [];
  for (let n = 1; n <= 50; n++) {
    if (n === 25) {
      await server.kill();
      await server.restart();
      using back = new Watch(writer.list(), 10_000);
      await back.fresh('the writer being back', () => true);
    }
    version = await writer.update(web, numbered(n), version);
    const started = performance.now();
    await watch.fresh(`edit ${n}`, (found) => found?.version === version);
    latencies.push(performance.now() - started);
  }
  latencies.sort((a, b) => a - b);
  t.log(`p50 ${latencies[24]?.toFixed(1)} ms, slowest ${latencies[49]?.toFixed(1)} ms`);
  t.true((latencies[48] ?? 0) < 1_000, 'all edits but the one behind the restart');
});

etcdTest(both, 'a write that was left comes before the next one, and is not done after it', async (t, { server, open }) => {
  await using store = open(server.port);
  for (let n = 0; n < 30; n++) {
    const controller = new AbortController();
    const left = store.put(web, numbered(1), { signal: controller.signal });
    controller.abort();
    const error = await t.throwsAsync(left);
    t.true(NamingError.is(error, 'ABORTED') && error.details['outcome'] === 'unknown');
    const version = await store.put(web, numbered(2));
    t.is((await store.observe(web).first())?.version, version);
  }
});

etcdTest(
  ['v3'],
  'a large dtab that is written faster than it can be parsed is followed all the same',
  async (t, { server, open }) => {
    await using near = open(server.port, { timeoutMs: 5_000 });
    await using far = open(server.port, { timeoutMs: 5_000 });
    const dentries = Array.from({ length: 20_000 }, (_, n) => `/svc/service-${n} => /#/io.l5d.consul/${n}`).join(';');
    const versions = [0, 1].map((n) => Dtab.parse(`${dentries};/n => /n${n}`));
    await near.put(web, Dtab.empty);
    using watch = new Watch(far.observe(web), 10_000);
    await watch.fresh('the empty one', (found) => found !== undefined);
    const started = performance.now();
    let n = 0;
    while (watch.history.length < 4 && performance.now() - started < 20_000) await near.put(web, versions[n++ % 2] ?? Dtab.empty);
    t.true(watch.history.length >= 4, `${watch.history.length} states after ${n} writes`);
  },
);

/** Last: it empties the server. */
etcdTest(
  both,
  'a cluster that was set up anew is taken at its word, as a new epoch, with an alarm',
  async (t, { server, open }) => {
    const events: WatchEvent[] = [];
    await using store = open(server.port, {}, (event) => void events.push(event));
    for (let n = 0; n < 20; n++) await store.put(web, numbered(n));
    using watch = new Watch(store.observe(web), 15_000);
    using list = new Watch(store.list(), 15_000);
    await watch.fresh('the dtab', (found) => found !== undefined);
    await list.fresh('the name', (found) => found.length === 1);
    await server.restartEmpty();
    await watch.fresh('absence', (found) => found === undefined);
    await list.fresh('an empty list', (found) => found.length === 0);
    t.deepEqual(
      events.filter(({ kind }) => kind === 'regressed').map((event) => event.kind === 'regressed' && event.epoch),
      [1],
    );
    const version = await store.create(web, numbered(99));
    const found = await watch.fresh('the new dtab', (value) => value?.version === version);
    t.is(found && Dtab.show(found.dtab), '/svc=>/n99');
  },
);

async function compact(server: Service, revision: string): Promise<void> {
  const body = JSON.stringify({ revision, physical: true });
  const response = await fetch(`http://127.0.0.1:${server.port}/v3/kv/compaction`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
}
