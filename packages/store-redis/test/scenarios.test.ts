import { createPluginContext, Dtab, Namespace, NamingError, Version, type WatchEvent } from '@namerd/plugin';
import { FaultProxy, testTwoStores } from '@namerd/store-testkit';
import { Watch } from '@namerd/testkit';
import test from 'ava';
import { Redis } from 'ioredis';
import { openStore, redisOrSkip } from './backend.ts';

/** How this client fails in production, each as a scenario. */
const service = await redisOrSkip();
const web = Namespace.parse('web');
const numbered = (n: number): Dtab => Dtab.parse(`/svc => /n${n}`);

if (service === undefined) {
  test('there is no Redis here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());

  test.serial('messages lost while the subscriber was away are made up for by reading again', async (t) => {
    await using proxy = await FaultProxy.start(() => service.port);
    await using near = openStore(service.port, { keyPrefix: 'lost' });
    await using far = openStore(proxy.port, { keyPrefix: 'lost' });
    await near.put(web, numbered(1));
    using watch = new Watch(far.observe(web), 10_000);
    await watch.fresh('the first', (found) => found !== undefined);
    proxy.set({ kind: 'cut' });
    await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
    const version = await near.put(web, numbered(2));
    proxy.set({ kind: 'none' });
    await watch.fresh('the second', (found) => found?.version === version);
    t.pass();
  });

  test.serial('a peer that is dead but does not hang up is noticed', async (t) => {
    await using proxy = await FaultProxy.start(() => service.port);
    await using store = openStore(proxy.port, { keyPrefix: 'dead', timeoutMs: 300 });
    await store.put(web, numbered(1));
    using watch = new Watch(store.observe(web), 10_000);
    await watch.fresh('the value', (found) => found !== undefined);
    proxy.set({ kind: 'stall' });
    const state = await watch.until('staleness', (seen) => seen.kind === 'ok' && seen.stale !== undefined);
    t.true(state.kind === 'ok' && state.value !== undefined, 'the last good value stays');
    proxy.set({ kind: 'none' });
    await watch.fresh('the value again', () => true);
  });

  test.serial('a frozen server ends writes in time, with an outcome that is said to be unknown', async (t) => {
    await using store = openStore(service.port, { keyPrefix: 'frozen', timeoutMs: 300 });
    await store.put(web, numbered(1));
    service.pause();
    const error = await t.throwsAsync(store.put(web, numbered(2)));
    service.resume();
    t.true(NamingError.is(error) && ['TIMEOUT', 'UNAVAILABLE'].includes(error.code));
    t.is(NamingError.is(error) && error.details['outcome'], 'unknown');
  });

  test.serial('nothing queues up while there is no connection, and reconnecting is no storm', async (t) => {
    await using proxy = await FaultProxy.start(() => service.port);
    await using store = openStore(proxy.port, { keyPrefix: 'storm', timeoutMs: 300 });
    await store.put(web, numbered(1));
    using watch = new Watch(store.observe(web), 10_000);
    await watch.fresh('the value', () => true);
    proxy.set({ kind: 'cut' });
    await watch.until('staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
    const before = proxy.accepted;
    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => store.put(web, numbered(n))));
    t.true(outcomes.every(({ status }) => status === 'rejected'));
    t.true(proxy.accepted - before < 50, `${proxy.accepted - before} connections for 500 writes`);
    proxy.set({ kind: 'none' });
    const value = await watch.fresh('the value again', () => true);
    t.is(Dtab.show(value?.dtab ?? Dtab.empty), '/svc=>/n1', 'a write that was refused is not made later');
  });

  test.serial('a server that has lost writes is taken at its word, as a new epoch, with an alarm', async (t) => {
    const events: WatchEvent[] = [];
    const context = { ...createPluginContext(), onWatchEvent: (event: WatchEvent) => void events.push(event) };
    await using store = openStore(service.port, { keyPrefix: 'regress', resyncMs: 200 }, context);
    for (let n = 0; n < 5; n++) await store.put(web, numbered(n));
    using watch = new Watch(store.observe(web), 10_000);
    await watch.fresh('the last', (found) => Version.text(found?.version ?? Version.ofText('')).startsWith('5-'));
    await using outside = {
      redis: new Redis({ port: service.port, protocol: 2 }),
      [Symbol.asyncDispose]: async () => outside.redis.disconnect(),
    };
    await outside.redis
      .multi()
      .hset('{regress}:dtab:web', 'version', '2-old', 'dtab', '/svc => /n1')
      .set('{regress}:counter', '2')
      .exec();
    await watch.fresh('the older one', (found) => found?.version === Version.ofText('2-old'));
    t.true(events.some(({ kind }) => kind === 'regressed'));
  });

  testTwoStores({
    test: test.serial,
    name: 'redis',
    backend: () => service,
    open: (port, space) => openStore(port, { keyPrefix: space }),
  });
}
