import { failing } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test, { type ExecutionContext } from 'ava';
import { ask, type Reply } from './support/client.ts';
import { scriptedStore, serve, storedText, storeOf } from './support/server.ts';

const text = { 'content-type': 'application/dtab' };
const json = { 'content-type': 'application/json' };

function is(t: ExecutionContext, reply: Reply, status: number, body = ''): void {
  t.is(reply.status, status, reply.body);
  t.is(reply.body, body);
}

test('a dtab is created, read, replaced and deleted, each time with its new ETag', async (t) => {
  await using server = await serve();
  const { port } = server;
  const path = '/api/1/dtabs/web';
  const created = await ask(port, path, { method: 'POST', headers: text, body: '/a => /b' });
  is(t, created, 204);
  const read = await ask(port, path);
  is(t, read, 200, '[{"prefix":"/a","dst":"/b"}]\n');
  t.is(read.headers.etag, created.headers.etag);
  const replaced = await ask(port, path, { method: 'PUT', headers: json, body: '[{"prefix":"/a","dst":"/c"}]' });
  is(t, replaced, 204);
  t.not(replaced.headers.etag, created.headers.etag);
  t.is((await ask(port, path, { method: 'HEAD' })).headers.etag, replaced.headers.etag);
  const deleted = await ask(port, path, { method: 'DELETE' });
  is(t, deleted, 204);
  t.is(deleted.headers.etag, undefined);
  is(t, await ask(port, path), 404);
});

test('a write is read back at once', async (t) => {
  await using server = await serve();
  for (let i = 0; i < 20; i++) {
    await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: text, body: `/a=>/v${i}` });
    const read = await ask(server.port, '/api/1/dtabs/web', { headers: { accept: 'application/dtab' } });
    t.is(read.body, `/a=>/v${i}\n`);
  }
});

test('PUT with If-Match replaces that version alone, however the tag is written', async (t) => {
  for (const quote of [
    (tag: string) => tag,
    (tag: string) => `"${tag}"`,
    (tag: string) => `W/"${tag}"`,
    (tag: string) => `"yolo", "${tag}"`,
  ]) {
    await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
    const put = (tag: string): Promise<Reply> =>
      ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { ...text, 'if-match': quote(tag) }, body: '/a=>/c' });
    const { etag = '' } = (await ask(server.port, '/api/1/dtabs/web')).headers;
    is(t, await put('AAAAAAAAAP8='), 412);
    is(t, await put(etag), 204);
    is(t, await put(etag), 412);
  }
});

test('If-Match that is no tag at all is a mismatch, not a failure', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  for (const tag of ['W/', '"', 'A', '""', 'AAAA=']) {
    is(t, await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { ...text, 'if-match': tag }, body: '' }), 412);
    is(t, await ask(server.port, '/api/1/dtabs/none', { method: 'PUT', headers: { ...text, 'if-match': tag }, body: '' }), 404);
  }
  t.is(await storedText(server.store, 'web'), '/a=>/b');
});

test('If-Match: * asks for any version, and does not create', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  const headers = { ...text, 'if-match': '*' };
  is(t, await ask(server.port, '/api/1/dtabs/none', { method: 'PUT', headers, body: '/a=>/c' }), 404);
  is(t, await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers, body: '/a=>/c' }), 204);
  t.is(await storedText(server.store, 'web'), '/a=>/c');
});

test('PUT with If-None-Match: * creates and never replaces', async (t) => {
  await using server = await serve();
  const put = (body: string): Promise<Reply> =>
    ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { ...text, 'if-none-match': '*' }, body });
  is(t, await put('/a=>/b'), 204);
  is(t, await put('/a=>/c'), 412);
  t.is(await storedText(server.store, 'web'), '/a=>/b');
});

test('DELETE honours If-Match', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b', other: '' }) });
  const remove = (name: string, tag: string): Promise<Reply> =>
    ask(server.port, `/api/1/dtabs/${name}`, { method: 'DELETE', headers: { 'if-match': tag } });
  is(t, await remove('web', 'yolo'), 412);
  is(t, await remove('none', '*'), 404);
  const { etag = '' } = (await ask(server.port, '/api/1/dtabs/web')).headers;
  is(t, await remove('web', `"${etag}"`), 204);
  is(t, await remove('other', '*'), 204);
  is(t, await ask(server.port, '/api/1/dtabs'), 200, '[]\n');
});

test('GET and HEAD with If-None-Match are 304 while the version stands', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  const { etag = '' } = (await ask(server.port, '/api/1/dtabs/web')).headers;
  for (const method of ['GET', 'HEAD']) {
    const known = await ask(server.port, '/api/1/dtabs/web', { method, headers: { 'if-none-match': `"${etag}"` } });
    is(t, known, 304);
    t.is(known.headers.etag, etag);
    t.is((await ask(server.port, '/api/1/dtabs/web', { method, headers: { 'if-none-match': 'yolo' } })).status, 200);
  }
});

test('of many who race with one ETag exactly one wins', async (t) => {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  const { etag } = (await ask(server.port, '/api/1/dtabs/web')).headers;
  const put = (i: number): Promise<Reply> =>
    ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { ...text, 'if-match': etag }, body: `/a=>/v${i}` });
  const replies = await Promise.all(Array.from({ length: 10 }, (_, i) => put(i)));
  const count = (wanted: number): number => replies.filter(({ status }) => status === wanted).length;
  t.deepEqual([count(204), count(412)], [1, 9]);
});

test('weights are stored and sent exactly', async (t) => {
  await using server = await serve();
  const body = '/a=>0.001*/b & 0.30*/c & 12.50*/d & 0.333*/e';
  await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: text, body });
  t.is((await ask(server.port, '/api/1/dtabs/web', { headers: { accept: 'text/plain' } })).body, `${body}\n`);
});

test('the list is of GET and HEAD: a DELETE that answers 200 would look like a deletion', async (t) => {
  await using server = await serve({ store: storeOf({ web: '' }) });
  for (const path of ['/api/1/dtabs', '/api/1/dtabs/']) {
    const head = await ask(server.port, path, { method: 'HEAD' });
    t.deepEqual([head.status, head.headers['content-length'], head.body], [200, '8', '']);
    const refused = await ask(server.port, path, { method: 'DELETE' });
    is(t, refused, 405);
    t.is(refused.headers.allow, 'GET, HEAD');
  }
});

test('each refusal of the store has its status, whatever the method', async (t) => {
  const refusals = {
    FORBIDDEN: 403,
    UNAVAILABLE: 503,
    TIMEOUT: 504,
    PROTOCOL: 502,
    UNSUPPORTED: 405,
    CLOSED: 503,
    INTERNAL: 500,
  } as const;
  for (const [code, status] of Object.entries(refusals)) {
    const error = new NamingError(code as keyof typeof refusals, 'the reason');
    await using server = await serve({ store: scriptedStore(failing(error), error) });
    const calls = [
      ask(server.port, '/api/1/dtabs'),
      ask(server.port, '/api/1/dtabs/web'),
      ask(server.port, '/api/1/dtabs/web', { method: 'HEAD' }),
      ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: text, body: '' }),
      ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { ...text, 'if-match': 'AAAA' }, body: '' }),
      ask(server.port, '/api/1/dtabs/web', { method: 'POST', headers: text, body: '' }),
      ask(server.port, '/api/1/dtabs/web', { method: 'DELETE' }),
    ];
    for (const reply of await Promise.all(calls)) t.is(reply.status, status, code);
  }
});

test('a dtab of many thousand dentries goes in and out whole', async (t) => {
  await using server = await serve();
  const body = Array.from({ length: 20_000 }, (_, i) => `/svc/name-${i}=>/#/io.l5d.fs/name-${i}`).join(';');
  is(t, await ask(server.port, '/api/1/dtabs/big', { method: 'PUT', headers: text, body }), 204);
  const read = await ask(server.port, '/api/1/dtabs/big', { headers: { accept: 'application/dtab' } });
  is(t, read, 200, `${body}\n`);
  const again = await ask(server.port, '/api/1/dtabs/big');
  is(t, await ask(server.port, '/api/1/dtabs/copy', { method: 'PUT', headers: json, body: again.body }), 204);
  t.is(await storedText(server.store, 'copy'), body);
});
