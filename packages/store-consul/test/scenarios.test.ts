import { createPluginContext, Dtab, Namespace, NamingError, type State, type WatchEvent } from '@namerd/plugin';
import { FaultProxy, testTwoStores } from '@namerd/store-testkit';
import { Watch } from '@namerd/testkit';
import test from 'ava';
import { api, consulOrSkip, openStore } from './backend.ts';
import { Gate } from './gate.ts';

/** How Consul and its clients fail in production, each as a scenario. */
const service = await consulOrSkip();
const web = Namespace.parse('web');
const numbered = (n: number): Dtab => Dtab.parse(`/svc => /n${n}`);
const isStale = (state: State<unknown>): boolean => state.kind === 'ok' && state.stale !== undefined;

if (service === undefined) {
  test('there is no Consul here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());

  test.serial('a thousand writes to other keys wake no observer, and cost few requests', async (t) => {
    await using gate = await Gate.start(() => service.port);
    await using store = openStore(gate.port, { pathPrefix: '/churn', waitMs: 30_000 });
    await store.put(web, numbered(1));
    using there = new Watch(store.observe(web), 10_000);
    using absent = new Watch(store.observe(Namespace.parse('absent')), 10_000);
    using list = new Watch(store.list(), 10_000);
    await Promise.all([there, absent, list].map((watch) => watch.until('a value', (state) => state.kind === 'ok')));
    const [before, started] = [gate.count, Date.now()];
    const write = async (n: number): Promise<void> => {
      const response = await api(service.port, `/kv/churn-elsewhere/${n}`, { method: 'PUT', body: String(n) });
      t.is((await response.text()).trim(), 'true');
    };
    for (let n = 0; n < 1_000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => write(n + i)));
    const seconds = (Date.now() - started) / 1_000;
    const version = await store.put(web, numbered(2)); // what is said after it is all that will be said
    await there.fresh('the change', (found) => found?.version === version);
    const told = [there, absent, list].map(({ history }) => history.filter((state) => state.kind !== 'pending').length);
    t.deepEqual(told, [2, 1, 1], 'the value, and the change');
    const requests = gate.count - before;
    t.log(`${requests} requests in ${seconds.toFixed(1)} s`);
    t.true(requests < 60 + 30 * seconds, `${requests} requests in ${seconds} s`);
  });

  test.serial('a blocking query that never returns is given up, and the value is stale until there is an answer', async (t) => {
    const events: WatchEvent[] = [];
    const context = { ...createPluginContext(), onWatchEvent: (event: WatchEvent) => void events.push(event) };
    await using proxy = await FaultProxy.start(() => service.port);
    await using near = openStore(service.port, { pathPrefix: '/stall' });
    await using store = openStore(proxy.port, { pathPrefix: '/stall', waitMs: 500, timeoutMs: 300 }, context);
    await near.put(web, numbered(1));
    using watch = new Watch(store.observe(web), 10_000);
    await watch.fresh('the value', (found) => found !== undefined);
    proxy.set({ kind: 'stall' });
    const version = await near.put(web, numbered(2));
    const state = await watch.until('staleness', isStale);
    t.true(state.kind === 'ok' && state.value !== undefined, 'the last good value stays');
    const [error] = events.flatMap((event) => (event.kind === 'failing' ? [event.error] : []));
    t.true(NamingError.is(error, 'TIMEOUT'));
    proxy.set({ kind: 'none' });
    await watch.fresh('the change', (found) => found?.version === version);
  });

  test.serial(
    'an outage that answers 500, 429 or 400, or what is not Consul, keeps the value and is recovered from',
    async (t) => {
      await using gate = await Gate.start(() => service.port);
      const config = { pathPrefix: '/flip', waitMs: 100, backoff: { kind: 'constant', ms: 100 } };
      await using store = openStore(gate.port, config);
      await store.put(web, numbered(1));
      using watch = new Watch(store.observe(web), 10_000);
      await watch.fresh('the value', (found) => found !== undefined);
      for (const answer of [
        { status: 500, text: 'No cluster leader' },
        { status: 429, text: 'Your IP is issuing too many concurrent connections' },
        { status: 400, text: 'Invalid index' },
        { status: 404, text: 'no such page' },
        { status: 200, text: '<html>' },
        { status: 200, text: '[]' },
      ]) {
        gate.answer = answer;
        await watch.until(`staleness under ${answer.status}`, isStale);
        await using late = openStore(gate.port, config);
        const error = await t.throwsAsync(late.observe(web).first());
        t.true(NamingError.is(error, answer.status >= 429 ? 'UNAVAILABLE' : 'PROTOCOL'), `${answer.status}: ${error}`);
        gate.answer = undefined;
        await watch.fresh('the value again', (found) => found !== undefined);
      }
      t.true(watch.history.every((state) => state.kind !== 'ok' || state.value !== undefined));
    },
  );

  test.serial('a datacenter that cannot be reached is UNAVAILABLE, and not an absence', async (t) => {
    await using store = openStore(service.port, { datacenter: 'elsewhere' });
    for (const call of [store.observe(web).first(), store.list().first(), store.put(web, Dtab.empty), store.delete(web)]) {
      const error = await t.throwsAsync(call);
      t.true(NamingError.is(error, 'UNAVAILABLE') && error.details['outcome'] === undefined, String(error));
    }
    await using here = openStore(service.port, { datacenter: 'dc1', pathPrefix: '/dc' });
    await here.put(web, numbered(1));
    t.like(await here.observe(web).first(), { dtab: numbered(1) });
  });

  for (const readConsistencyMode of ['default', 'stale', 'consistent']) {
    test.serial(`reads work with consistency ${readConsistencyMode}`, async (t) => {
      await using store = openStore(service.port, { pathPrefix: `/${readConsistencyMode}`, readConsistencyMode });
      using watch = new Watch(store.observe(web), 10_000);
      await watch.fresh('absence', (found) => found === undefined);
      const version = await store.create(web, numbered(1));
      await watch.fresh('the creation', (found) => found?.version === version);
      t.deepEqual(await store.list().first(), [web]);
    });
  }

  test.serial(
    'a dtab as large as Consul takes is kept, with an exact compare-and-set; a larger one is UNSUPPORTED',
    async (t) => {
      await using store = openStore(service.port, { pathPrefix: '/large', timeoutMs: 5_000 });
      const ofSize = (kib: number, name: string): Dtab => {
        const line = `/svc/${name} => /${'x'.repeat(1_000)};`;
        return Dtab.parse(line.repeat(Math.floor((kib * 1024) / line.length)));
      };
      const first = await store.create(web, ofSize(480, 'a'));
      const second = await store.update(web, ofSize(490, 'b'), first);
      t.not(second, first);
      const outcomes = await Promise.allSettled([
        store.update(web, ofSize(490, 'c'), first),
        store.create(web, ofSize(490, 'd')),
        store.update(Namespace.parse('missing'), ofSize(490, 'e'), first),
        store.put(web, ofSize(600, 'f')),
      ]);
      t.deepEqual(
        outcomes.map((outcome) => outcome.status === 'rejected' && NamingError.from(outcome.reason).code),
        ['VERSION_MISMATCH', 'NAMESPACE_EXISTS', 'NAMESPACE_NOT_FOUND', 'UNSUPPORTED'],
      );
      t.is((await store.observe(web).first())?.version, second);
      t.deepEqual(await store.list().first(), [web]);
    },
  );

  test.serial('a frozen server ends writes in time, with an outcome that is said to be unknown', async (t) => {
    await using store = openStore(service.port, { pathPrefix: '/frozen', timeoutMs: 300 });
    await store.put(web, numbered(1));
    service.pause();
    const error = await t.throwsAsync(store.put(web, numbered(2)));
    service.resume();
    t.true(NamingError.is(error, 'TIMEOUT') && error.details['outcome'] === 'unknown');
  });

  test.serial(
    'asking for more names than Consul takes connections of one client goes well, and leaves none behind',
    async (t) => {
      await using gate = await Gate.start(() => service.port);
      {
        await using store = openStore(gate.port, { pathPrefix: '/leak', waitMs: 5_000 });
        for (let n = 0; n < 400; n++) t.is(await store.observe(Namespace.parse(`ns-${n}`)).first(), undefined);
        for (let n = 0; n < 100; n++) await store.put(web, numbered(n));
        t.true(gate.connections <= 200, `${gate.connections} connections`);
      }
      while (gate.connections > 0) await new Promise((resolve) => setImmediate(resolve));
      t.is(gate.blocking, 0);
    },
  );

  testTwoStores({
    test: test.serial,
    name: 'consul',
    backend: () => service,
    open: (port, space) => openStore(port, { pathPrefix: `/${space}` }),
  });

  test.serial('a Consul that was set up anew is taken at its word, as a new epoch, without a storm', async (t) => {
    const events: WatchEvent[] = [];
    const context = { ...createPluginContext(), onWatchEvent: (event: WatchEvent) => void events.push(event) };
    await using gate = await Gate.start(() => service.port);
    await using store = openStore(gate.port, { pathPrefix: '/reset' }, context);
    for (let n = 0; n < 20; n++) await store.put(web, numbered(n));
    using watch = new Watch(store.observe(web), 20_000);
    using list = new Watch(store.list(), 20_000);
    await watch.fresh('the last', (found) => found !== undefined);
    await list.fresh('the name', (found) => found.length === 1);
    await service.restartEmpty();
    await watch.fresh('absence', (found) => found === undefined);
    await list.fresh('the empty list', (found) => found.length === 0);
    t.true(events.some(({ kind }) => kind === 'regressed'));
    const before = gate.count;
    const version = await store.create(web, numbered(1));
    await watch.fresh('the first of the new epoch', (found) => found?.version === version);
    await list.fresh('the name', (found) => found.length === 1);
    t.true(gate.count - before < 20, `${gate.count - before} requests`);
  });
}
