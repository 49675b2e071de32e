import { NamingError } from '@namerd/errors';
import type { EtcdClient, EtcdEvent, EtcdWatchEnd } from '@namerd/etcd-client';
import { freePorts, type Service } from '@namerd/services';
import { FaultProxy } from '@namerd/store-testkit';
import test, { type ExecutionContext } from 'ava';
import { bytes, etcdOrSkip, openClient, text, until } from './etcd.ts';

const service = await etcdOrSkip();
test.after.always(() => service?.[Symbol.asyncDispose]());
let prefixes = 0;

function etcdTest(title: string, body: (t: ExecutionContext, place: { server: Service; prefix: string }) => Promise<void>): void {
  test(title, async (t) => {
    if (service === undefined) t.pass('there is no etcd here');
    else await body(t, { server: service, prefix: `/v3-${++prefixes}/` });
  });
}

function follow(client: EtcdClient, prefix: string, fromRevision: bigint) {
  const controller = new AbortController();
  const seen: EtcdEvent[] = [];
  let signs = 0;
  const end: Promise<EtcdWatchEnd> = client.watch(prefix, {
    fromRevision,
    signal: controller.signal,
    onEvents: (events) => seen.push(...events),
    onAlive: () => signs++,
  });
  end.catch(() => undefined);
  return { seen, end, signs: () => signs, stop: () => controller.abort() };
}

etcdTest('a condition decides, and a write that is refused tells whether the key exists', async (t, { server, prefix }) => {
  await using etcd = openClient(server.port);
  const key = `${prefix}a`;
  t.deepEqual(await etcd.put(key, bytes('x'), { when: 'present' }), { done: false, exists: false });
  const created = await etcd.put(key, bytes('x'), { when: 'absent' });
  t.true(created.done);
  t.deepEqual(await etcd.put(key, bytes('y'), { when: 'absent' }), { done: false, exists: true });
  const first = created.done ? created.revision : 0n;
  t.true((await etcd.put(key, bytes('y'), { when: first })).done);
  t.deepEqual(await etcd.put(key, bytes('z'), { when: first }), { done: false, exists: true });
  t.deepEqual(await etcd.delete(key, { when: first }), { done: false, exists: true });
  t.true((await etcd.delete(key)).done);
  t.deepEqual(await etcd.delete(key), { done: false, exists: false });
  for (const when of [0n, -1n, 2n ** 63n - 1n]) {
    t.deepEqual(await etcd.put(key, bytes('w'), { when }), { done: false, exists: false }, `${when} is a revision of no key`);
  }
  t.is(await etcd.get(key), undefined);
});

etcdTest('a list is of one revision, in order, and of the prefix alone', async (t, { server, prefix }) => {
  await using etcd = openClient(server.port);
  await Promise.all(Array.from({ length: 230 }, (_, n) => etcd.put(`${prefix}k${String(n).padStart(3, '0')}`, bytes(String(n)))));
  await etcd.put(`${prefix.slice(0, -1)}0`, bytes('not of it'));
  const { entries, revision } = await etcd.list(prefix);
  t.is(entries.length, 230);
  t.deepEqual(
    entries.map(({ value }) => Number(text(value))),
    Array.from({ length: 230 }, (_, n) => n),
  );
  t.true(entries.every(({ modRevision }) => modRevision <= revision));
});

etcdTest('a watch from a revision tells all that came after it, in order, deletions included', async (t, { server, prefix }) => {
  await using etcd = openClient(server.port);
  await etcd.put(`${prefix}old`, bytes('old'));
  const { revision } = await etcd.list(prefix);
  await etcd.put(`${prefix}a`, bytes('1'));
  await etcd.delete(`${prefix}old`);
  const watch = follow(etcd, prefix, revision + 1n);
  await etcd.put(`${prefix}a`, bytes('2'));
  await until('three events', () => watch.seen.length === 3);
  t.deepEqual(
    watch.seen.map((event) => (event.kind === 'put' ? `${event.entry.key}=${text(event.entry.value)}` : `-${event.key}`)),
    [`${prefix}a=1`, `-${prefix}old`, `${prefix}a=2`],
  );
  watch.stop();
  t.true(NamingError.is(await t.throwsAsync(watch.end), 'ABORTED'));
});

etcdTest(
  'a watch on which nothing happens shows that it is alive, several times within the timeout',
  async (t, { server, prefix }) => {
    await using etcd = openClient(server.port, { timeoutMs: 600 });
    const watch = follow(etcd, prefix, 1n);
    const started = performance.now();
    await until('signs of life', () => watch.signs() >= 5);
    t.true(performance.now() - started < 5_000);
    watch.stop();
  },
);

test.serial('a watch from a revision that has been compacted ends so, instead of waiting for ever', async (t) => {
  await using own = await etcdOrSkip();
  if (own === undefined) return void t.pass();
  await using etcd = openClient(own.port);
  for (let n = 0; n < 10; n++) await etcd.put('/c/a', bytes(String(n)));
  const body = JSON.stringify({ revision: '8', physical: true });
  await fetch(`http://127.0.0.1:${own.port}/v3/kv/compaction`, { method: 'POST', body });
  t.is(await follow(etcd, '/c/', 2n).end, 'compacted');
});

test.serial('a watch from a revision that is yet to come ends: etcd must have gone back', async (t) => {
  await using own = await etcdOrSkip();
  if (own === undefined) return void t.pass();
  await using etcd = openClient(own.port);
  t.is(await follow(etcd, '/', 1_000n).end, 'behind');
});

test.serial('a connection that is dead, but not closed, is replaced', async (t) => {
  if (service === undefined) return void t.pass();
  await using proxy = await FaultProxy.start(() => service.port);
  await using etcd = openClient(proxy.port, { timeoutMs: 400 });
  await etcd.list('/dead/');
  proxy.set({ kind: 'stall' });
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // a connection must be a second old to be given up
  const error = await t.throwsAsync(etcd.put('/dead/a', bytes('x')));
  t.true(NamingError.is(error, 'TIMEOUT') && error.details['outcome'] === 'unknown');
  const before = proxy.accepted;
  await t.throwsAsync(etcd.get('/dead/a'));
  t.is(proxy.accepted, before + 1, 'a new connection is made');
  proxy.set({ kind: 'none' });
  await until('an answer', () =>
    etcd.get('/dead/a').then(
      () => true,
      () => false,
    ),
  );
});

test('a write that could not be sent has no unknown outcome, and says why', async (t) => {
  const [port = 0] = await freePorts(1);
  await using etcd = openClient(port);
  const error = await t.throwsAsync(etcd.put('/a', bytes('x')));
  t.true(NamingError.is(error, 'UNAVAILABLE') && error.details['outcome'] === undefined);
  t.regex(error?.message ?? '', /ECONNREFUSED/);
});

etcdTest(
  'a signal that has aborted before keeps everything from being sent, and one that aborts later ends the call',
  async (t, place) => {
    const { server, prefix } = place;
    await using etcd = openClient(server.port);
    const error = await t.throwsAsync(etcd.put(`${prefix}a`, bytes('x'), { signal: AbortSignal.abort() }));
    t.true(NamingError.is(error, 'ABORTED') && error.details['outcome'] === undefined);
    t.is(await etcd.get(`${prefix}a`), undefined);
    const controller = new AbortController();
    const listing = etcd.list(prefix, controller.signal);
    controller.abort();
    t.true(NamingError.is(await t.throwsAsync(listing), 'ABORTED'));
  },
);

etcdTest('after dispose every call is CLOSED, those under way too', async (t, { server, prefix }) => {
  const etcd = openClient(server.port);
  const watch = follow(etcd, prefix, 1n);
  await until('the watch', () => watch.signs() > 0);
  const call = t.throwsAsync(etcd.list(prefix));
  await etcd[Symbol.asyncDispose]();
  for (const promise of [call, t.throwsAsync(watch.end), t.throwsAsync(etcd.get('a')), t.throwsAsync(etcd.put('a', bytes('')))]) {
    t.true(NamingError.is(await promise, 'CLOSED'));
  }
  await etcd[Symbol.asyncDispose]();
});
