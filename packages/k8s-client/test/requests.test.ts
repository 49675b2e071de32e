import { VirtualClock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { K8sClient, type K8sClientOptions } from '@namerd/k8s-client';
import test, { type ExecutionContext } from 'ava';
import { type Handler, json, TestServer } from './server.ts';

async function clientOf(
  t: ExecutionContext,
  handler: Handler,
  more: Partial<K8sClientOptions> = {},
): Promise<{ client: K8sClient; server: TestServer }> {
  const server = await TestServer.start(handler);
  const client = new K8sClient({ access: { server: server.url }, timeoutMs: 2_000, ...more });
  t.teardown(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  return { client, server };
}

async function errorOf(promise: Promise<unknown>): Promise<NamingError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!NamingError.is(error)) throw new Error(`no naming error: ${String(error)}`);
  return error;
}

const status = (code: number, reason = '') => ({ kind: 'Status', code, reason, message: 'said so', details: { name: 'x' } });

for (const [code, kind] of [
  [404, 'notFound'],
  [409, 'conflict'],
  [410, 'gone'],
] as const) {
  test(`${code} is an answer: ${kind}, with what the server said`, async (t) => {
    const { client } = await clientOf(t, (_, response) => json(response, code, status(code)));
    const reply = await client.get('/x');
    t.like(reply, { kind, status: { message: 'said so', name: 'x' } });
  });
}

for (const [code, expected] of [
  [401, 'FORBIDDEN'],
  [403, 'FORBIDDEN'],
  [429, 'UNAVAILABLE'],
  [500, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'UNAVAILABLE'],
  [302, 'PROTOCOL'],
  [400, 'PROTOCOL'],
  [422, 'PROTOCOL'],
] as const) {
  test(`${code} is ${expected}, with what the server said`, async (t) => {
    const { client } = await clientOf(t, (_, response) => json(response, code, status(code)));
    const error = await errorOf(client.get('/x'));
    t.is(error.code, expected);
    t.regex(error.message, /GET \/x.*said so/);
    t.is(error.details['outcome'], undefined);
  });
}

test('an answer that is not JSON is PROTOCOL, one of a proxy that is down is UNAVAILABLE', async (t) => {
  let code = 200;
  const { client } = await clientOf(t, (_, response) => response.writeHead(code).end('<html>Bad gateway</html>'));
  t.is((await errorOf(client.get('/x'))).code, 'PROTOCOL');
  code = 502;
  t.is((await errorOf(client.get('/x'))).code, 'UNAVAILABLE');
});

test('a write that fails on the way has an unknown outcome; one that never left has none, and 429 is a refusal', async (t) => {
  let answer: Handler = (request) => request.socket.destroy();
  const { client, server } = await clientOf(t, (request, response) => answer(request, response));
  t.like(await errorOf(client.create('/x', {})), { code: 'UNAVAILABLE', details: { outcome: 'unknown' } });
  answer = (_, response) => json(response, 500, status(500));
  t.like(await errorOf(client.replace('/x', {})), { code: 'UNAVAILABLE', details: { outcome: 'unknown' } });
  answer = (_, response) => json(response, 429, status(429));
  t.is((await errorOf(client.delete('/x'))).details['outcome'], undefined);
  await server[Symbol.asyncDispose]();
  await using other = new K8sClient({ access: { server: server.url } }); // it has no connection that it could try
  const refused = await errorOf(other.create('/x', {}));
  t.is(refused.code, 'UNAVAILABLE');
  t.is(refused.details['outcome'], undefined);
});

test('a server that does not answer is TIMEOUT, also in the middle of an answer', async (t) => {
  const { client } = await clientOf(
    t,
    (request, response) => {
      if (request.url === '/half') response.writeHead(200).write('{');
    },
    { timeoutMs: 100 },
  );
  t.is((await errorOf(client.get('/never'))).code, 'TIMEOUT');
  t.is((await errorOf(client.get('/half'))).code, 'TIMEOUT');
  t.like(await errorOf(client.create('/never', {})), { code: 'TIMEOUT', details: { outcome: 'unknown' } });
});

test('a signal that aborts ends the call as ABORTED, and before the call nothing is sent', async (t) => {
  let requests = 0;
  const arrived = Promise.withResolvers<void>();
  const { client } = await clientOf(t, () => {
    requests++;
    arrived.resolve();
  });
  t.is((await errorOf(client.get('/x', { signal: AbortSignal.abort() }))).code, 'ABORTED');
  t.is(requests, 0);
  const controller = new AbortController();
  const write = errorOf(client.create('/x', {}, { signal: controller.signal }));
  await arrived.promise;
  controller.abort();
  t.like(await write, { code: 'ABORTED', details: { outcome: 'unknown' } });
});

test('after dispose a call is CLOSED, and what was under way rejects', async (t) => {
  const arrived = Promise.withResolvers<void>();
  const { client } = await clientOf(t, () => arrived.resolve());
  const open = errorOf(client.get('/x'));
  await arrived.promise;
  await client[Symbol.asyncDispose]();
  await client[Symbol.asyncDispose]();
  t.is((await open).code, 'CLOSED');
  t.is((await errorOf(client.get('/x'))).code, 'CLOSED');
});

test('Retry-After keeps everybody away: who has the time waits, who has not is told', async (t) => {
  const clock = new VirtualClock();
  let requests = 0;
  const handler: Handler = (request, response) => {
    requests++;
    if (request.url === '/busy') json(response, 429, status(429), { 'retry-after': '1' });
    else if (request.url === '/down') json(response, 503, status(503), { 'retry-after': '3600' });
    else json(response, 200, {});
  };
  const { client } = await clientOf(t, handler, { clock, timeoutMs: 2_000 });
  t.is((await errorOf(client.get('/busy'))).details['retryAfterMs'], 1_000);
  const next = client.get('/x');
  await clock.advance(999);
  t.is(requests, 1);
  await clock.advance(1);
  t.is((await next).kind, 'ok');
  t.is((await errorOf(client.get('/down'))).details['retryAfterMs'], 60_000, 'an hour is not believed');
  t.like(await errorOf(client.get('/x')), { code: 'UNAVAILABLE', details: { retryAfterMs: 60_000 } });
  t.is(requests, 3);
  await clock.advance(60_000);
  t.is((await client.get('/x')).kind, 'ok');
});

test('the path of the server comes before all others', async (t) => {
  const server = await TestServer.start((request, response) => json(response, 200, { url: request.url }));
  await using client = new K8sClient({ access: { server: `${server.url}/k8s/clusters/c-1/` } });
  const reply = await client.get('/api/v1/pods?limit=1');
  t.deepEqual(reply, { kind: 'ok', body: { url: '/k8s/clusters/c-1/api/v1/pods?limit=1' } });
  await server[Symbol.asyncDispose]();
});

const object = (name: string) => ({ metadata: { name, resourceVersion: '7' } });

test('a list is read in pages, all of one moment', async (t) => {
  const asked: string[] = [];
  const { client } = await clientOf(t, (request, response) => {
    asked.push(request.url ?? '');
    const isFirst = !request.url?.includes('continue');
    const metadata = { resourceVersion: '42', ...(isFirst && { continue: 'the/rest&more' }) };
    json(response, 200, { metadata, items: [object(isFirst ? 'a' : 'b')] });
  });
  const list = await client.list('/x', { limit: 1 });
  t.deepEqual(list, { items: [object('a'), object('b')], resourceVersion: '42' });
  t.deepEqual(asked, ['/x?limit=1', '/x?limit=1&continue=the%2Frest%26more']);
});

test('pages that expire begin anew, and in the end all is asked for at once', async (t) => {
  const asked: string[] = [];
  const { client } = await clientOf(t, (request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.includes('continue')) json(response, 410, status(410, 'Expired'));
    else
      json(response, 200, {
        metadata: { resourceVersion: '42', continue: request.url?.includes('limit') ? 'c' : '' },
        items: [object('a')],
      });
  });
  t.deepEqual(await client.list('/x', { limit: 1 }), { items: [object('a')], resourceVersion: '42' });
  t.is(asked.at(-1), '/x');
  t.is(asked.length, 5);
});

test('a resource that does not exist is no empty list, and a list without items is one', async (t) => {
  const { client } = await clientOf(t, (request, response) => {
    if (request.url?.startsWith('/none')) json(response, 404, status(404));
    else json(response, 200, { metadata: { resourceVersion: '1' }, items: null });
  });
  t.is(await client.list('/none'), undefined);
  t.deepEqual(await client.list('/empty'), { items: [], resourceVersion: '1' });
});

for (const [title, body] of [
  ['without items', { metadata: { resourceVersion: '1' } }],
  ['without a version', { metadata: {}, items: [] }],
  ['with an item without a name', { metadata: { resourceVersion: '1' }, items: [{}] }],
] as const) {
  test(`a list ${title} is PROTOCOL`, async (t) => {
    const { client } = await clientOf(t, (_, response) => json(response, 200, body));
    t.is((await errorOf(client.list('/x'))).code, 'PROTOCOL');
  });
}
