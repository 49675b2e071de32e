import { constant, State, VirtualClock } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Addr, Bound } from '@namerd/namer';
import { Namespace, Version, type VersionedDtab } from '@namerd/store';
import test from 'ava';
import { ask, watch } from './support/client.ts';
import { Raw } from './support/raw.ts';
import { addrAt, bindsTo, bound, scripted, scriptedStore, serve, storeOf, virtualContext } from './support/server.ts';
import { until } from './support/until.ts';

const web = Namespace.parse('web');
const id = Path.parse('/#/io.l5d.fs/web');
const whole = 'application/vnd.namerd.state+json';
const stored = (text: string, version: string): VersionedDtab => ({ dtab: Dtab.parse(text), version: Version.ofText(version) });

test('the headers come at once, though there is nothing to say yet', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.pending);
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  for (const path of [
    '/api/1/dtabs?watch=1',
    '/api/1/dtabs/web?watch=1',
    '/api/1/bind/web?path=/a&watch=true',
    '/api/1/resolve/web?path=/a&watch=T',
  ]) {
    using watched = await watch(server.port, path);
    t.is(watched.message.statusCode, 200);
    t.is(watched.message.headers['transfer-encoding'], 'chunked');
    t.is(watched.message.headers.etag, undefined);
  }
  const head = await ask(server.port, '/api/1/bind/web?path=/a&watch=1', { method: 'HEAD' });
  t.deepEqual([head.status, head.body], [200, '']);
});

test('each version of a dtab is told, also one that says the same', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: 'text/plain' });
  t.is(await watched.line(), '/a=>/b');
  await server.store.put(web, Dtab.parse('/a=>/b'));
  t.is(await watched.line(), '/a=>/b');
  await server.store.put(web, Dtab.parse('/a=>/c'));
  t.is(await watched.line(), '/a=>/c');
});

test('a deletion is told: as JSON the dtab is then the empty one', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1');
  t.is(await watched.line(), '[{"prefix":"/a","dst":"/b"}]');
  await server.store.delete(web);
  t.is(await watched.line(), '[]');
  await server.store.create(web, Dtab.parse('/a=>/c'));
  t.is(await watched.line(), '[{"prefix":"/a","dst":"/c"}]');
});

test('whole states tell what is missing, new, deleted, stale and failed', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.pending);
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: `${whole}, application/json` });
  t.is(watched.message.headers['content-type'], whole);
  const lineAfter = async (state: State<VersionedDtab | undefined>): Promise<unknown> => {
    dtab.set(state);
    return JSON.parse((await watched.line()) ?? '');
  };
  t.is(await watched.line(), '{"state":"pending"}');
  t.deepEqual(await lineAfter(State.failed(new NamingError('FORBIDDEN', 'no'))), {
    state: 'failed',
    code: 'FORBIDDEN',
    message: 'no',
  });
  t.deepEqual(await lineAfter(State.ok(undefined)), { state: 'ok', value: null });
  const value = [{ prefix: '/a', dst: '/b' }];
  t.deepEqual(await lineAfter(State.ok(stored('/a=>/b', '1'))), { state: 'ok', version: 'MQ==', value });
  const stale = { since: '1970-01-01T00:00:05.000Z', cause: 'refused' };
  t.deepEqual(await lineAfter(State.ok(stored('/a=>/b', '1'), { sinceMs: 5000, cause: new Error('refused') })), {
    state: 'ok',
    version: 'MQ==',
    stale,
    value,
  });
  t.deepEqual(await lineAfter(State.ok(undefined)), { state: 'ok', value: null });
});

test('a whole state can be read once, too', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  const read = await ask(server.port, '/api/1/dtabs/web', { headers: { accept: whole } });
  t.deepEqual(JSON.parse(read.body), { state: 'ok', version: read.headers.etag, value: [{ prefix: '/a', dst: '/b' }] });
  const names = await ask(server.port, '/api/1/dtabs', { headers: { accept: whole } });
  t.is(names.body, '{"state":"ok","value":["web"]}\n');
  const bind = await ask(server.port, '/api/1/bind/web?path=/none', { headers: { accept: whole } });
  t.deepEqual([bind.headers['content-type'], bind.body], [whole, '{"state":"ok","value":{"type":"neg"}}\n']);
});

test('a JSON watch that fails stays open, says nothing that is not JSON, and goes on with the next value', async (t) => {
  const tree = scripted<NameTree<Bound>>(State.failed(new Error('first')));
  await using server = await serve({ interpreter: bindsTo(tree.activity) });
  using watched = await watch(server.port, '/api/1/bind/default?path=/svc&watch=1');
  tree.set(State.failed(new NamingError('UNAVAILABLE', 'consul is down')));
  tree.set(State.ok(NameTree.neg));
  t.is(await watched.line(), '{"type":"neg"}');
  tree.set(State.failed(new Error('again')));
  await ask(server.port, '/state');
  tree.set(State.ok(NameTree.empty));
  t.is(await watched.line(), '{"type":"empty"}');
});

test('a text watch that fails says why and ends, as in namerd', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.ok(stored('/a=>/b', '1')));
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: 'application/dtab' });
  t.is(await watched.line(), '/a=>/b');
  dtab.set(State.failed(new Error('store down')));
  t.is(await watched.line(), 'store down');
  t.is(await watched.line(), undefined);
  using late = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: 'application/dtab' });
  t.is(await late.line(), 'store down');
  t.is(await late.line(), undefined);
  t.is(dtab.observers, 0);
});

test('an address that fails says so in a watch, for that is an answer', async (t) => {
  const addr = scripted<Addr>(State.failed(new Error('no answer yet')));
  const interpreter = { ...bindsTo(constant(NameTree.neg)), addr: () => addr.activity };
  await using server = await serve({ interpreter });
  using watched = await watch(server.port, '/api/1/addr/default?path=/a&watch=1');
  t.is(await watched.line(), '{"type":"failed","cause":"no answer yet"}');
  addr.set(State.ok(addrAt(80)));
  t.is(await watched.line(), '{"type":"bound","addrs":[{"ip":"127.0.0.1","port":80,"meta":{}}],"meta":{}}');
});

test('equal values are sent once, and an address that changes is no news to a bind watch', async (t) => {
  const addr = scripted<Addr>(State.ok(addrAt(1)));
  const tree = scripted<NameTree<Bound>>(State.ok(NameTree.leaf(bound(id, addr.activity))));
  await using server = await serve({ interpreter: bindsTo(tree.activity) });
  using watched = await watch(server.port, '/api/1/bind/default?path=/svc&watch=1');
  t.regex((await watched.line()) ?? '', /"port":1/);
  addr.set(State.ok(addrAt(2)));
  using late = await watch(server.port, '/api/1/bind/default?path=/svc&watch=1');
  t.regex((await late.line()) ?? '', /"port":2/, 'who comes later sees the address as it is now');
  for (const next of [NameTree.neg, NameTree.neg, NameTree.neg, NameTree.empty]) {
    tree.set(State.ok({ ...next }));
    await ask(server.port, '/state');
  }
  t.deepEqual([await watched.line(), await watched.line()], ['{"type":"neg"}', '{"type":"empty"}']);
});

test('a leaf whose address is not known yet is told after the grace', async (t) => {
  const clock = new VirtualClock();
  const addr = scripted<Addr>(State.pending);
  const interpreter = bindsTo(constant(NameTree.leaf(bound(id, addr.activity))));
  await using server = await serve({ interpreter, context: virtualContext(clock), addressGraceMs: 500 });
  using watched = await watch(server.port, '/api/1/bind/default?path=/svc&watch=1');
  await clock.advance(500);
  t.regex((await watched.line()) ?? '', /"addr":\{"type":"pending"\}/);
});

test('a watch says at its start since when it is stale', async (t) => {
  const stale = { sinceMs: 0, cause: new Error('refused') };
  const dtab = scripted<VersionedDtab | undefined>(State.ok(stored('/a=>/b', '1'), stale));
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1');
  t.is(watched.message.headers['namerd-stale-since'], '1970-01-01T00:00:00.000Z');
});

test('a store that is closed ends its watches', async (t) => {
  const store = storeOf({ web: '/a=>/b' });
  await using server = await serve({ store });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1');
  t.is(await watched.line(), '[{"prefix":"/a","dst":"/b"}]');
  await store[Symbol.asyncDispose]();
  t.is(await watched.line(), undefined);
});

test('over HTTP/1.0 a watch is sent bare, up to the end of the connection', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.ok(stored('/a=>/b', '1')));
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  using raw = new Raw(server.port).send('GET /api/1/dtabs/web?watch=1 HTTP/1.0\r\n\r\n');
  await raw.until('/b"}]\n');
  dtab.set(State.ok(stored('/a=>/c', '2')));
  const text = await raw.until('/c"}]\n');
  t.regex(text, /\r\n\r\n\[\{"prefix":"\/a","dst":"\/b"\}\]\n\[\{"prefix":"\/a","dst":"\/c"\}\]\n$/);
});

test('a watcher that goes away is noticed at once, and lets go of what it watched', async (t) => {
  const tree = scripted<NameTree<Bound>>(State.ok(NameTree.neg));
  await using server = await serve({ interpreter: bindsTo(tree.activity) });
  const watched = await watch(server.port, '/api/1/bind/default?path=/svc&watch=1');
  t.is(await watched.line(), '{"type":"neg"}');
  t.is(tree.observers, 1);
  watched[Symbol.dispose]();
  await until(() => tree.observers === 0);
  t.deepEqual(JSON.parse((await ask(server.port, '/state')).body).http.watched, []);
});

test('a request behind a watch on its connection is let go with it', async (t) => {
  const tree = scripted<NameTree<Bound>>(State.ok(NameTree.neg));
  await using server = await serve({ interpreter: bindsTo(tree.activity) });
  const raw = new Raw(server.port);
  const line = (path: string): string => `GET /api/1/bind/default?path=${path}&watch=1 HTTP/1.1\r\nHost: x\r\n\r\n`;
  raw.send(line('/a'), line('/b'), line('/c'));
  await raw.until('"neg"');
  const watched = async (): Promise<number> => JSON.parse((await ask(server.port, '/state')).body).http.watched.length;
  t.is(await watched(), 3);
  raw[Symbol.dispose]();
  await until(() => tree.observers === 0);
  t.is(await watched(), 0);
});
