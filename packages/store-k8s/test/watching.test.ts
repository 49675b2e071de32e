import { createPluginContext, Dtab, Namespace, type State, type VersionedDtab } from '@namerd/plugin';
import { Watch } from '@namerd/testkit';
import test, { type ExecutionContext } from 'ava';
import { FakeKube } from './fake-kube.ts';
import { type FakeObject, status } from './fake-objects.ts';
import { openOn } from './fake-space.ts';

const web = Namespace.parse('web');
const api = Namespace.parse('api');

async function scene(t: ExecutionContext, more: object = {}, random = 0.5) {
  const fake = await FakeKube.start();
  const store = openOn(fake, more, createPluginContext({ random: () => random }));
  t.teardown(async () => {
    await store[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const watch = (namespace: Namespace): Watch<VersionedDtab | undefined> => {
    const watching = new Watch(store.observe(namespace), 15_000);
    t.teardown(() => watching[Symbol.dispose]());
    return watching;
  };
  return { fake, store, watch };
}

/** What others write, past the store. */
function write(fake: FakeKube, name: string, dentries: unknown): void {
  const held = fake.objects.get('default', name);
  const object = { kind: 'DTab', apiVersion: 'l5d.io/v1alpha1', dentries, metadata: { name } } as unknown as FakeObject;
  if (held.status === 200) fake.objects.put('default', name, { ...object, metadata: (held.body as FakeObject).metadata });
  else fake.objects.post('default', object);
}

const to = (dst: string): unknown => [{ prefix: '/svc', dst }];
const shows = (dst: string) => (found: VersionedDtab | undefined) =>
  found !== undefined && Dtab.show(found.dtab) === `/svc=>${dst}`;
const isAbsent = (found: VersionedDtab | undefined): boolean => found === undefined;
const isStale = (state: State<unknown>): boolean => state.kind === 'ok' && state.stale !== undefined;

test('what is there is seen at once, though the first event of the watch is long in coming', async (t) => {
  const { fake, watch } = await scene(t);
  write(fake, 'web', to('/a'));
  fake.isHolding = true;
  await watch(web).fresh('the dtab', shows('/a'));
  t.pass();
});

for (const [title, expire] of [
  ['a status', (fake: FakeKube) => fake.endWatches()],
  [
    'an event',
    (fake: FakeKube) => fake.broadcast({ type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } }),
  ],
  ['an event without code', (fake: FakeKube) => fake.broadcast({ type: 'ERROR', object: { reason: 'Expired' } })],
] as const) {
  test(`after 410 as ${title} everything is listed anew, and what was deleted meanwhile is seen to be gone`, async (t) => {
    const { fake, store, watch } = await scene(t);
    write(fake, 'web', to('/a'));
    write(fake, 'api', to('/a'));
    const [gone, changed] = [watch(web), watch(api)];
    await gone.fresh('web', shows('/a'));
    fake.isHolding = true; // from here on the watch is deaf
    write(fake, 'api', to('/b'));
    fake.objects.vanish('default', 'web');
    fake.isHolding = false;
    let watches = 0;
    fake.intercept = ({ isWatch }) =>
      isWatch && watches++ === 0 ? status(410, 'Expired', 'too old resource version') : undefined;
    expire(fake);
    await gone.fresh('absence', isAbsent);
    await changed.fresh('the change', shows('/b'));
    t.deepEqual(await store.list().first(), [api]);
    t.true(gone.history.every(({ kind }) => kind !== 'failed'));
  });
}

for (const [title, event] of [
  ['an ERROR event of 500', { type: 'ERROR', object: { code: 500, message: 'etcdserver: no leader' } }],
  ['an event of unknown type', { type: 'SURPRISE', object: {} }],
  ['nonsense', '<html>'],
] as const) {
  test(`${title} does not end the watching: everything is listed anew`, async (t) => {
    const { fake, watch } = await scene(t);
    write(fake, 'web', to('/a'));
    const seen = watch(web);
    await seen.fresh('the dtab', shows('/a'));
    fake.isHolding = true;
    write(fake, 'web', to('/b'));
    fake.isHolding = false;
    fake.broadcast(event);
    await seen.fresh('what the watch has not told', shows('/b'));
    write(fake, 'web', to('/c'));
    await seen.fresh('what the new watch tells', shows('/c'));
    t.true(seen.history.slice(1).every(({ kind }) => kind === 'ok'));
  });
}

test('whatever the server answers for a while, the watching is alive afterwards', async (t) => {
  const { fake, watch } = await scene(t, {}, 0); // hardly any wait between attempts
  write(fake, 'web', to('/a'));
  const seen = watch(web);
  await seen.fresh('the dtab', shows('/a'));
  const codes = [404, 500, 410, 403, 200, 302, 429, 401, 400, 409, 503, 422, 418];
  const done = Promise.withResolvers<void>();
  let asked = 0;
  fake.intercept = () => {
    const code = codes[asked++];
    if (code === undefined) {
      done.resolve();
      return undefined;
    }
    return { status: code, body: code === 200 ? '{"kind":"nonsense"}' : { code } };
  };
  fake.endWatches();
  await seen.until('the outage', isStale);
  await Promise.race([
    done.promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`${asked} requests`)), 60_000).unref()),
  ]);
  write(fake, 'web', to('/b'));
  await seen.fresh('the next edit', shows('/b'));
  t.true(
    seen.history.every((state) => state.kind !== 'ok' || state.value !== undefined),
    'an error was taken for an absence',
  );
});

test('events in pieces of one byte, also of characters, arrive', async (t) => {
  const { fake, watch } = await scene(t);
  const seen = watch(web);
  await seen.fresh('absence', isAbsent);
  fake.chunkBytes = 1;
  const object = {
    kind: 'DTab',
    apiVersion: 'l5d.io/v1alpha1',
    dentries: to('/a'),
    metadata: { name: 'web', annotations: { note: '€ 🚀 \\" {' } },
  };
  fake.objects.post('default', object as unknown as FakeObject);
  await seen.fresh('the dtab', shows('/a'));
  t.pass();
});

test('a silent watch is noticed, because everything is read again now and then', async (t) => {
  const { fake, watch } = await scene(t, { resyncMs: 100 });
  const seen = watch(web);
  await seen.fresh('absence', isAbsent);
  fake.isHolding = true;
  write(fake, 'web', to('/a'));
  await seen.fresh('what the watch has not told', shows('/a'));
  t.pass();
});

test('bookmarks are asked for, and change nothing that is seen', async (t) => {
  const { fake, store, watch } = await scene(t);
  const seen = watch(web);
  await seen.fresh('absence', isAbsent);
  fake.bookmark();
  const version = await store.create(web, Dtab.parse('/svc => /a'));
  await seen.fresh('the dtab', (found) => found?.version === version);
  t.is(seen.history.filter(({ kind }) => kind === 'ok').length, 2);
  t.is(fake.requests.find(({ isWatch }) => isWatch)?.query.get('allowWatchBookmarks'), 'true');
});

test('the watch goes on from the version of the list, not from that of an item', async (t) => {
  const { fake, watch } = await scene(t);
  write(fake, 'web', to('/a'));
  fake.objects.version += 50; // other resources have changed since
  const listed = fake.objects.version;
  const seen = watch(web);
  await seen.fresh('the dtab', shows('/a'));
  write(fake, 'web', to('/b'));
  await seen.fresh('the change', shows('/b'));
  t.is(fake.requests.find(({ isWatch }) => isWatch)?.query.get('resourceVersion'), String(listed));
});

test('a server that ends every watch at once is asked ever more slowly', async (t) => {
  const { fake, watch } = await scene(t, {}, 0.999); // the longest waits that the jitter gives
  const eighth = Promise.withResolvers<number>();
  const started = performance.now();
  let watches = 0;
  fake.intercept = ({ isWatch }) => {
    if (isWatch && ++watches === 8) eighth.resolve(performance.now() - started);
    return isWatch ? { status: 200, body: '' } : undefined;
  };
  await watch(web).fresh('absence', isAbsent);
  t.true((await eighth.promise) > 700, 'three rounds are free, then come 50, 100, 200 and 400 ms');
});

test('a cluster that was restored from a backup is believed, though its versions go back', async (t) => {
  const { fake, store, watch } = await scene(t, { resyncMs: 100 });
  const first = await store.create(web, Dtab.parse('/svc => /new'));
  const seen = watch(web);
  await seen.fresh('the dtab', (found) => found?.version === first);
  fake.objects.restore(10);
  write(fake, 'web', to('/old'));
  await seen.fresh('what the backup has', shows('/old'));
  await store.put(web, Dtab.parse('/svc => /newer'));
  await seen.fresh('the next write', shows('/newer'));
  t.true(seen.history.slice(1).every(({ kind }) => kind === 'ok'));
});

test('a dtab that is said to be deleted twice, and an older state after a newer one, do no harm', async (t) => {
  const { fake, store, watch } = await scene(t);
  write(fake, 'web', to('/a'));
  const seen = watch(web);
  await seen.fresh('the dtab', shows('/a'));
  const gone = fake.objects.get('default', 'web').body;
  await store.delete(web);
  fake.broadcast({ type: 'DELETED', object: gone });
  write(fake, 'web', to('/b'));
  await seen.fresh('the new one', shows('/b'));
  t.deepEqual(await store.list().first(), [web]);
});

test('10,000 observers of 500 namespaces are one list and one watch', async (t) => {
  const { fake, store } = await scene(t);
  const watches: Disposable[] = [];
  for (let n = 0; n < 10_000; n++) watches.push(store.observe(Namespace.parse(`ns-${n % 500}`)).observe(() => undefined));
  await store.observe(web).first();
  await store.list().first();
  t.deepEqual([fake.openWatches <= 1, fake.requests.filter(({ isWatch }) => !isWatch).length], [true, 1]);
  for (const each of watches) each[Symbol.dispose]();
});

for (const [title, dentries] of [
  ['with a dentry that cannot be read', [{ prefix: '/svc', dst: 'nowhere' }]],
  ['with a prefix that says more than it should', [{ prefix: '/svc => /a; /x', dst: '/b' }]],
  ['without dentries', undefined],
  ['with null for dentries', null],
  ['with dentries that are a text', '/svc => /a'],
  ['with a dentry that is null', [null]],
  ['with a dentry without dst', [{ prefix: '/svc' }]],
] as const) {
  test(`an object ${title} is failed(PARSE) for itself alone, and heals`, async (t) => {
    const { fake, store, watch } = await scene(t);
    write(fake, 'api', to('/a'));
    write(fake, 'web', dentries);
    const [bad, good] = [watch(web), watch(api)];
    const failed = await bad.until('failed', ({ kind }) => kind === 'failed');
    t.like(failed, { error: { code: 'PARSE' } });
    await good.fresh('the other', shows('/a'));
    t.deepEqual(await store.list().first(), [api, web]);
    write(fake, 'api', to('/b'));
    await good.fresh('the other, changed', shows('/b'));
    write(fake, 'web', to('/c'));
    await bad.fresh('the repaired one', shows('/c'));
  });
}

test('without the custom resource definition nothing is absent: the failure names the manifest, and heals when it is there', async (t) => {
  const { fake, store, watch } = await scene(t);
  fake.isInstalled = false;
  const seen = watch(web);
  const failed = await seen.until('failed', ({ kind }) => kind !== 'pending');
  t.like(failed, { kind: 'failed', error: { code: 'UNAVAILABLE' } });
  t.regex(failed.kind === 'failed' ? failed.error.message : '', /dtab-crd\.yaml/);
  const dtab = Dtab.parse('/svc => /a');
  for (const call of [
    store.create(web, dtab),
    store.put(web, dtab),
    store.update(web, dtab, 'MQ==' as never),
    store.delete(web),
  ]) {
    await t.throwsAsync(call, { code: 'UNAVAILABLE', message: /dtab-crd\.yaml/ });
  }
  fake.isInstalled = true;
  await seen.fresh('absence', isAbsent);
  await store.create(web, dtab);
  await seen.fresh('the dtab', shows('/a'));
});
