import { State, VirtualClock } from '@namerd/activity';
import { Dentry, Dtab, NameTree } from '@namerd/dtab';
import type { Bound } from '@namerd/namer';
import { Version, type VersionedDtab } from '@namerd/store';
import test from 'ava';
import { ask, watch } from './support/client.ts';
import { Raw } from './support/raw.ts';
import { bindsTo, scripted, scriptedStore, serve, serveController, virtualContext } from './support/server.ts';
import { until } from './support/until.ts';

/** A dtab of about a megabyte, so that a few fill every buffer between server and reader. */
const filler = Dtab.parse(Array.from({ length: 1000 }, (_, i) => `/filler/${'x'.repeat(1000)}=>/${i}`).join(';'));
const big = (i: number): VersionedDtab => ({
  dtab: Dtab.of([...filler.dentries, Dentry.parse(`/mark=>/${i}`)]),
  version: Version.ofText(String(i)),
});

interface ApiState {
  readonly watched: readonly { readonly name: string; readonly watchers: number }[];
  readonly waiting: number;
  readonly encodings: number;
  readonly skippedLines: number;
}

async function state(port: number): Promise<ApiState> {
  return JSON.parse((await ask(port, '/state')).body).http;
}

/** A client that watches and does not read. */
function stuck(port: number): Raw {
  const raw = new Raw(port);
  raw.socket.pause();
  return raw.send('GET /api/1/dtabs/web?watch=1 HTTP/1.1\r\nHost: x\r\nAccept: text/plain\r\n\r\n');
}

test('a slow reader skips values and gets the newest; a quick one beside it misses none', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.ok(big(0)));
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  using slow = stuck(server.port);
  using quick = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: 'text/plain' });
  await until(() => dtab.observers === 1);
  const values = 40;
  for (let i = 1; i <= values; i++) {
    t.regex((await quick.line()) ?? '', new RegExp(`/mark=>/${i - 1}$`));
    dtab.set(State.ok(big(i)));
  }
  t.regex((await quick.line()) ?? '', new RegExp(`/mark=>/${values}$`));
  const { skippedLines } = await state(server.port);
  t.true(skippedLines > values / 2, `${skippedLines} skipped`);
  slow.socket.resume();
  const received = await slow.until(`/mark=>/${values}\n`);
  const lines = received.match(/\/mark=>\/\d+\n/g) ?? [];
  t.is(lines.length + skippedLines, values + 1, 'what was not skipped was sent, and nothing twice');
});

test('a change is encoded once, however many watch it', async (t) => {
  const tree = scripted<NameTree<Bound>>(State.ok(NameTree.neg));
  await using server = await serve({ interpreter: bindsTo(tree.activity) });
  const watchers = await Promise.all(
    Array.from({ length: 30 }, () => watch(server.port, '/api/1/bind/default?path=/svc&watch=1')),
  );
  t.deepEqual(new Set(await Promise.all(watchers.map((watcher) => watcher.line()))), new Set(['{"type":"neg"}']));
  t.is((await state(server.port)).encodings, 1);
  t.is(tree.observers, 1);
  tree.set(State.ok(NameTree.empty));
  t.deepEqual(new Set(await Promise.all(watchers.map((watcher) => watcher.line()))), new Set(['{"type":"empty"}']));
  t.is((await state(server.port)).encodings, 2);
  for (const watcher of watchers) watcher[Symbol.dispose]();
  await until(() => tree.observers === 0);
});

test('reading again what has not changed encodes nothing', async (t) => {
  await using server = await serve({ lingerMs: 60_000 });
  await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: '/a=>/b' });
  for (let i = 0; i < 10; i++) await ask(server.port, '/api/1/dtabs/web');
  t.is((await state(server.port)).encodings, 1);
});

test('a name is kept bound a little while after it was asked for, and not longer', async (t) => {
  const clock = new VirtualClock();
  const tree = scripted<NameTree<Bound>>(State.ok(NameTree.neg));
  await using server = await serve({ interpreter: bindsTo(tree.activity), context: virtualContext(clock), lingerMs: 5000 });
  await ask(server.port, '/api/1/bind/default?path=/svc');
  await clock.advance(4999);
  t.is(tree.observers, 1);
  await clock.advance(1);
  t.is(tree.observers, 0);
});

test('with a write timeout, a reader that takes nothing is cut off', async (t) => {
  const clock = new VirtualClock();
  const dtab = scripted<VersionedDtab | undefined>(State.ok(big(0)));
  await using server = await serve({ store: scriptedStore(dtab.activity), context: virtualContext(clock), writeTimeoutMs: 1000 });
  using slow = stuck(server.port);
  await until(() => dtab.observers === 1);
  for (let i = 1; i <= 20; i++) {
    dtab.set(State.ok(big(i)));
    await ask(server.port, '/state');
  }
  t.is((await state(server.port)).watched[0]?.watchers, 1);
  await clock.advance(1000);
  await until(() => dtab.observers === 0);
  slow.socket.resume();
  t.notRegex(await slow.all(), /\r\n0\r\n\r\n$/, 'cut off, not ended');
});

test('when the server stops, watches end properly and those who wait are told', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.ok(big(0)));
  const tree = scripted<NameTree<Bound>>(State.pending);
  const interpreter = bindsTo(tree.activity);
  const server = await serveController({}, { store: scriptedStore(dtab.activity), interpreter });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1', { accept: 'text/plain' });
  const asked = ask(server.port, '/api/1/bind/default?path=/svc');
  await until(() => tree.observers === 1);
  t.regex((await watched.line()) ?? '', /mark=>\/0$/);
  await server[Symbol.asyncDispose]();
  t.is(await watched.line(), undefined, 'a last chunk, not a cut connection');
  t.is((await asked).status, 503);
  t.deepEqual([dtab.observers, tree.observers], [0, 0]);
  await t.throwsAsync(ask(server.port, '/state'), { code: 'ECONNREFUSED' });
  await server[Symbol.asyncDispose]();
});

test('a reader that takes nothing does not keep a server from stopping', async (t) => {
  const clock = new VirtualClock();
  const dtab = scripted<VersionedDtab | undefined>(State.ok(big(0)));
  const server = await serve({ store: scriptedStore(dtab.activity), context: virtualContext(clock), drainMs: 3000 });
  using slow = stuck(server.port);
  await until(() => dtab.observers === 1);
  for (let i = 1; i <= 20; i++) {
    dtab.set(State.ok(big(i)));
    await ask(server.port, '/state');
  }
  let isStopped = false;
  const stopping = server[Symbol.asyncDispose]().then(() => {
    isStopped = true;
  });
  await until(() => clock.timers > 0);
  await clock.advance(2999);
  t.false(isStopped);
  await clock.advance(1);
  await stopping;
  t.is(dtab.observers, 0);
  t.true(slow.socket.isPaused());
});
