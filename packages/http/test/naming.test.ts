import { constant, failing, State, VirtualClock, variable } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Addr, type Bound, createInterpreter } from '@namerd/namer';
import test from 'ava';
import { ask, watch } from './support/client.ts';
import { addrAt, bindsTo, bound, scripted, scriptedStore, serve, storeOf, virtualContext } from './support/server.ts';
import { until } from './support/until.ts';

const id = Path.parse('/#/io.l5d.fs/web');
const other = Path.parse('/#/io.l5d.fs/api');
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const bindPath = '/api/1/bind/default?path=/svc/web';

test('an address that is not known holds a binding up for the grace and no longer', async (t) => {
  const clock = new VirtualClock();
  const addr = scripted<Addr>(State.pending);
  const interpreter = bindsTo(constant(NameTree.leaf(bound(id, addr.activity))));
  await using server = await serve({ interpreter, context: virtualContext(clock), addressGraceMs: 500 });
  const asked = ask(server.port, bindPath);
  await until(() => clock.timers > 0);
  await clock.advance(500);
  const { status, body } = await asked;
  t.is(status, 200);
  t.is(body, '{"type":"leaf","bound":{"addr":{"type":"pending"},"id":"/#/io.l5d.fs/web","path":"/"}}\n');
  t.is(addr.observers, 0);
});

test('an address that becomes known within the grace is in the answer', async (t) => {
  const addr = scripted<Addr>(State.pending);
  const interpreter = bindsTo(constant(NameTree.leaf(bound(id, addr.activity))));
  await using server = await serve({ interpreter, context: virtualContext() });
  const asked = ask(server.port, bindPath);
  await until(() => addr.observers > 0);
  addr.set(State.ok(addrAt(80)));
  t.regex((await asked).body, /"port":80/);
});

test('a failed address is part of the answer, a failed binding is not an answer', async (t) => {
  const down = failing(new NamingError('UNAVAILABLE', 'consul is down'));
  await using one = await serve({ interpreter: bindsTo(constant(NameTree.leaf(bound(id, down)))) });
  t.regex((await ask(one.port, bindPath)).body, /"addr":\{"type":"failed","cause":"consul is down"\}/);
  t.is((await ask(one.port, '/api/1/resolve/default?path=/svc/web')).body, '{"type":"failed","cause":"consul is down"}\n');
  await using two = await serve({ interpreter: bindsTo(down) });
  for (const path of [bindPath, '/api/1/resolve/default?path=/svc/web']) {
    const reply = await ask(two.port, path);
    t.deepEqual([reply.status, reply.body], [503, 'consul is down']);
  }
});

test('names that rewrite one another without end are 422, and a bug is 500 without a word', async (t) => {
  await using server = await serve({ store: storeOf({ loop: '/a => /b; /b => /a' }) });
  t.is((await ask(server.port, '/api/1/bind/loop?path=/a')).status, 422);
  const context = virtualContext();
  await using broken = await serve({ interpreter: bindsTo(failing(new Error('secret'))), context });
  const reply = await ask(broken.port, bindPath);
  t.deepEqual([reply.status, reply.body], [500, '']);
  t.deepEqual(context.lines, ['request failed']);
});

test('resolving a union gives the endpoints of all branches, with their shares as weights', async (t) => {
  const tree = NameTree.union<Bound>(
    {
      weight: 3,
      tree: NameTree.leaf(
        bound(
          id,
          constant(
            Addr.bound([
              { host: '10.0.0.1', port: 1, weight: 1 },
              { host: '10.0.0.2', port: 1, weight: 2 },
            ]),
          ),
        ),
      ),
    },
    { weight: 1, tree: NameTree.leaf(bound(other, constant(addrAt(2)))) },
  );
  await using server = await serve({ interpreter: bindsTo(constant(tree)) });
  const { addrs } = JSON.parse((await ask(server.port, '/api/1/resolve/default?path=/svc/web')).body);
  t.deepEqual(
    addrs.map((addr: { ip: string; meta: { endpoint_addr_weight: number } }) => [addr.ip, addr.meta.endpoint_addr_weight]),
    [
      ['10.0.0.1', 0.25],
      ['10.0.0.2', 0.5],
      ['127.0.0.1', 0.25],
    ],
  );
});

test('a branch that is neg, failed or pending does not hide the others', async (t) => {
  const known = NameTree.leaf(bound(id, constant(addrAt(80))));
  for (const addr of [constant(Addr.neg), failing(new Error('down')), scripted<Addr>(State.pending).activity]) {
    const tree = NameTree.union<Bound>(
      { weight: 1, tree: NameTree.leaf(bound(other, addr)) },
      { weight: 1, tree: known },
      { weight: 1, tree: NameTree.neg },
    );
    await using server = await serve({ interpreter: bindsTo(constant(tree)), addressGraceMs: 1 });
    t.regex(
      (await ask(server.port, '/api/1/resolve/default?path=/svc/web')).body,
      /"addrs":\[\{"ip":"127.0.0.1","port":80,"meta":\{"endpoint_addr_weight":\d/,
    );
  }
});

test('resolving what is neg, fail or empty is neg, and a union of neg too', async (t) => {
  const neg = NameTree.leaf(bound(id, constant(Addr.neg)));
  const gone = NameTree.union<Bound>(
    { weight: 1, tree: neg },
    { weight: 1, tree: NameTree.leaf(bound(other, constant(Addr.neg))) },
  );
  for (const tree of [NameTree.neg, NameTree.fail, NameTree.empty, gone]) {
    await using server = await serve({ interpreter: bindsTo(constant<NameTree<Bound>>(tree)) });
    t.is((await ask(server.port, '/api/1/resolve/default?path=/svc/web')).body, '{"type":"neg"}\n');
  }
});

test('an id below a transformer is looked up without it', async (t) => {
  await using server = await serve();
  const reply = await ask(server.port, '/api/1/addr/any/thing?path=/%25/io.l5d.port/8080/%24/inet/127.0.0.1/80');
  t.is(reply.body, '{"type":"bound","addrs":[{"ip":"127.0.0.1","port":80,"meta":{}}],"meta":{}}\n');
});

test('any method asks, and parameters in a form take precedence over those of the URL', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/svc => /$/inet/127.0.0.1' }) });
  const body = 'path=/svc/80&path=/svc/81;dtab=';
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const reply = await ask(server.port, '/api/1/bind/web?path=/none', { method, headers: form, body });
    t.regex(reply.body, /"id":"\/\$\/inet\/127.0.0.1\/80"/, method);
  }
});

test('a namespace that does not exist, or cannot, is as good as an empty one', async (t) => {
  await using server = await serve();
  for (const namespace of ['none', 'a/b', '', 'with%20escape']) {
    const reply = await ask(server.port, `/api/1/bind/${namespace}?path=/svc&dtab=/svc+%3D%3E+/$/inet/127.1/80`);
    t.regex(reply.body, /^\{"type":"leaf"/);
    t.is((await ask(server.port, `/api/1/bind/${namespace}?path=/svc`)).body, '{"type":"neg"}\n');
  }
});

test('HEAD has the headers of GET and no body', async (t) => {
  await using server = await serve({ store: storeOf({ web: '' }) });
  for (const path of [
    '/api/1/bind/web?path=/a',
    '/api/1/addr/web?path=/a',
    '/api/1/resolve/web?path=/a',
    '/api/1/delegate/web?path=/a',
    '/api/1/delegate?path=/a',
    '/state',
  ]) {
    const [get, head] = [await ask(server.port, path), await ask(server.port, path, { method: 'HEAD' })];
    t.deepEqual([head.status, head.body], [get.status, '']);
    if (path !== '/state') t.is(head.headers['content-length'], get.headers['content-length']);
    t.is(head.headers['content-type'], get.headers['content-type']);
  }
});

test('a posted delegation needs no path in the URL, and may name a namespace', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/svc => /a' }) });
  const post = (json: object): Promise<string> =>
    ask(server.port, '/api/1/delegate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    }).then(({ body }) => body);
  t.is(await post({ dtab: '', path: '/svc' }), '{"type":"neg","path":"/svc"}');
  t.is(
    await post({ dtab: '', path: '/svc', namespace: 'web', more: 1 }),
    '{"type":"delegate","path":"/svc","delegate":{"type":"neg","path":"/a","dentry":{"prefix":"/svc","dst":"/a"}}}',
  );
});

test('a delegation that takes too long is 503, and lets go of what it watched', async (t) => {
  const clock = new VirtualClock();
  const dtab = scripted<undefined>(State.pending);
  await using server = await serve({ store: scriptedStore(dtab.activity), context: virtualContext(clock) });
  const asked = ask(server.port, '/api/1/delegate/default?path=/svc');
  await until(() => dtab.observers > 0);
  await clock.advance(1999);
  t.is(dtab.observers, 1);
  await clock.advance(1);
  const reply = await asked;
  t.deepEqual([reply.status, reply.body], [503, 'Request timed out.']);
  t.is(dtab.observers, 0);
});

test('a delegation waits for addresses too', async (t) => {
  const clock = new VirtualClock();
  const addr = scripted<Addr>(State.pending);
  const tree = { kind: 'leaf', path: id, value: bound(id, addr.activity) } as const;
  const interpreter = { ...createInterpreter([]), delegate: () => constant(tree) };
  await using server = await serve({ interpreter, context: virtualContext(clock) });
  const asked = ask(server.port, '/api/1/delegate?path=/svc');
  await until(() => addr.observers > 0);
  await clock.advance(1000);
  addr.set(State.ok(addrAt(80)));
  t.regex((await asked).body, /^\{"type":"leaf","path":"\/#\/io.l5d.fs\/web","bound":\{"addr":\{"type":"bound"/);
  t.is(clock.timers, 0);
});

test('bound names are JSON, escaped, and [] when there are none', async (t) => {
  const names = variable<readonly Path[]>([]);
  const interpreter = { ...createInterpreter([]), names: () => names };
  await using server = await serve({ interpreter });
  t.is((await ask(server.port, '/api/1/bound-names')).body, '[]\n');
  names.value = [id, Path.of('#', 'with "quotes"')];
  const { body } = await ask(server.port, '/api/1/bound-names');
  t.deepEqual(JSON.parse(body), names.value.map(Path.show));
});

test('a read while the backend is lost gives what was known last, and says since when', async (t) => {
  const cause = new Error('connection refused');
  const stored = scripted(State.ok({ dtab: Dtab.empty, version: 'AAAA' as never }, { sinceMs: 0, cause }));
  await using server = await serve({ store: scriptedStore(stored.activity) });
  const reply = await ask(server.port, '/api/1/dtabs/web');
  t.deepEqual([reply.status, reply.body], [200, '[]\n']);
  t.is(reply.headers['namerd-stale-since'], '1970-01-01T00:00:00.000Z');
  stored.set(State.ok({ dtab: Dtab.empty, version: 'AAAA' as never }));
  t.is((await ask(server.port, '/api/1/dtabs/web')).headers['namerd-stale-since'], undefined);
});

test('a read that waits ends when its client goes away', async (t) => {
  const dtab = scripted<undefined>(State.pending);
  await using server = await serve({ store: scriptedStore(dtab.activity) });
  const controller = new AbortController();
  const asked = fetch(`http://127.0.0.1:${server.port}/api/1/dtabs/web`, { signal: controller.signal });
  await until(() => dtab.observers > 0);
  controller.abort();
  await t.throwsAsync(asked);
  await until(() => dtab.observers === 0);
  t.is(JSON.parse((await ask(server.port, '/state')).body).http.waiting, 0);
});

test('a value that cannot be encoded is an error, and harms nobody else', async (t) => {
  let deep: NameTree<Bound> = NameTree.neg;
  for (let i = 0; i < 2000; i++) deep = NameTree.alt(deep, NameTree.empty);
  const context = virtualContext();
  const interpreter = { ...bindsTo(constant(deep)), names: () => constant([{ labels: undefined as never }]) };
  await using server = await serve({ interpreter, context });
  t.is((await ask(server.port, bindPath)).status, 422);
  t.is((await ask(server.port, '/api/1/bound-names')).status, 500);
  using watched = await watch(server.port, '/api/1/bound-names?watch=1');
  t.is(watched.message.statusCode, 200);
  t.deepEqual(context.lines, ['request failed', 'a watched value cannot be encoded']);
});
