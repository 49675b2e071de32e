import { createServer } from 'node:net';
import { VirtualClock } from '@namerd/activity';
import { createConsulClient } from '@namerd/consul-client';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { bytes, codeOf, fakeAgent } from './agents.ts';

const entry = JSON.stringify([{ Key: 'key', Value: 'eA==', ModifyIndex: 7, CreateIndex: 7, Flags: 0, LockIndex: 0 }]);
const indexed = { 'x-consul-index': '7' };

test('parameters are in their order, with the token in its header', async (t) => {
  await using agent = await fakeAgent((_, response) => response.writeHead(200, indexed).end(entry));
  await using consul = createConsulClient({ host: agent.host, port: agent.port, token: 'secret', datacenter: 'dc1' });
  await consul.kv.get('key', { consistency: 'stale', index: 7, waitMs: 1_500 });
  await consul.kv.get('key', { datacenter: 'dc2', token: 'other', consistency: 'default' });
  t.deepEqual(agent.urls, ['/v1/kv/key?stale=true&index=7&wait=1500ms&dc=dc1', '/v1/kv/key?dc=dc2']);
  t.deepEqual(
    agent.headers.map((headers) => headers['x-consul-token']),
    ['secret', 'other'],
  );
});

const statuses: readonly (readonly [status: number, text: string, read: string, write: string])[] = [
  [403, 'Permission denied', 'FORBIDDEN', 'FORBIDDEN'],
  [403, 'ACL not found', 'FORBIDDEN', 'FORBIDDEN'],
  [500, 'rpc error making call: Permission denied', 'FORBIDDEN', 'FORBIDDEN'],
  [500, 'rpc error making call: ACL not found', 'FORBIDDEN', 'FORBIDDEN'],
  [401, 'Unauthorized', 'FORBIDDEN', 'FORBIDDEN'],
  [500, 'No path to datacenter', 'UNAVAILABLE', 'UNAVAILABLE'],
  [500, 'No cluster leader', 'UNAVAILABLE', 'UNAVAILABLE'],
  [500, 'leadership lost while committing log', 'UNAVAILABLE', 'UNAVAILABLE unknown'],
  [502, '<html>', 'UNAVAILABLE', 'UNAVAILABLE unknown'],
  [429, 'Your IP is issuing too many concurrent connections', 'UNAVAILABLE', 'UNAVAILABLE'],
  [400, 'Invalid index', 'PROTOCOL', 'PROTOCOL'],
  [301, '', 'PROTOCOL', 'PROTOCOL'],
];

for (const [status, text, read, write] of statuses) {
  test(`${status} ${text} is ${read}; of a write, ${write}`, async (t) => {
    await using agent = await fakeAgent((_, response) => response.writeHead(status, indexed).end(text));
    await using consul = createConsulClient(agent);
    t.is(await codeOf(consul.get('/v1/catalog/services')), read);
    t.is(await codeOf(consul.kv.get('key')), read);
    t.is(await codeOf(consul.kv.put('key', bytes('x'))), write);
    t.is(await codeOf(consul.kv.delete('key')), write);
  });
}

const nonsense: readonly (readonly [what: string, body: string])[] = [
  ['HTML', '<html>'],
  ['nothing', ''],
  ['a number', '7'],
  ['no entry', '[]'],
  ['two entries', '[{},{}]'],
  ['the entry of another key', entry.replace('key', 'other')],
  ['an entry without an index', '[{"Key":"key","Value":null}]'],
  ['a value that is not text', '[{"Key":"key","Value":1,"ModifyIndex":7}]'],
  ['an object', '{"Results":[],"Errors":null}'],
];

for (const [what, body] of nonsense) {
  test(`${what} is PROTOCOL to read, and leaves a write unknown`, async (t) => {
    await using agent = await fakeAgent((_, response) => response.writeHead(200, indexed).end(body));
    await using consul = createConsulClient(agent);
    t.is(await codeOf(consul.kv.get('key')), 'PROTOCOL');
    t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'PROTOCOL unknown');
  });
}

test('a 404 is an absence only if it is Consul’s, of a server that has a leader', async (t) => {
  let headers: Record<string, string> = {};
  await using agent = await fakeAgent((_, response) => response.writeHead(404, headers).end());
  await using consul = createConsulClient(agent);
  t.is(await codeOf(consul.kv.get('key')), 'PROTOCOL');
  t.is(await codeOf(consul.kv.keys('key')), 'PROTOCOL');
  headers = { ...indexed, 'x-consul-knownleader': 'false' };
  t.is(await codeOf(consul.kv.get('key', { consistency: 'stale' })), 'UNAVAILABLE');
  headers = { ...indexed, 'x-consul-knownleader': 'true' };
  t.deepEqual(await consul.kv.get('key'), { value: undefined, index: 7 });
  t.deepEqual(await consul.kv.keys('key'), { value: [], index: 7 });
});

test('an index of 0, below it or none is no index to go on from', async (t) => {
  const headers: readonly object[] = [{ 'x-consul-index': '0' }, { 'x-consul-index': '-1' }, { 'x-consul-index': 'x' }, {}];
  let n = 0;
  await using agent = await fakeAgent((_, response) => response.writeHead(200, { ...headers[n++] }).end('{}'));
  await using consul = createConsulClient(agent);
  for (const header of headers) t.is((await consul.get('/v1/x')).index, undefined, JSON.stringify(header));
  await codeOf(consul.get('/v1/x', { index: 0 }));
  t.is(agent.urls.at(-1), '/v1/x', 'and is not asked with');
});

test('a list from which Consul says that it has left out something is FORBIDDEN', async (t) => {
  const headers = { ...indexed, 'x-consul-results-filtered-by-acls': 'true' };
  await using agent = await fakeAgent((_, response) => response.writeHead(200, headers).end('[]'));
  await using consul = createConsulClient(agent);
  t.is(await codeOf(consul.kv.keys('key')), 'FORBIDDEN');
});

test('a refused transaction is FORBIDDEN, stale, missing or PROTOCOL, by its reason', async (t) => {
  let what = 'Permission denied';
  await using agent = await fakeAgent((_, response) =>
    response.writeHead(409).end(JSON.stringify({ Results: null, Errors: [{ OpIndex: 0, What: what }] })),
  );
  await using consul = createConsulClient(agent);
  t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'FORBIDDEN');
  what = 'something new';
  t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'PROTOCOL');
});

test('nothing there is UNAVAILABLE, and a write to it has not happened; a reset leaves it unknown', async (t) => {
  const server = createServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  await using consul = createConsulClient({ host: '127.0.0.1', port });
  t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'UNAVAILABLE unknown');
  t.is(await codeOf(consul.kv.get('key')), 'UNAVAILABLE');
  await new Promise((resolve) => server.close(resolve));
  t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'UNAVAILABLE');
});

test('what is no HTTP is PROTOCOL', async (t) => {
  const server = createServer(
    (socket) => void socket.on('error', () => undefined).once('data', () => socket.end('hello\r\n\r\n')),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  await using consul = createConsulClient({
    host: '127.0.0.1',
    port: address !== null && typeof address !== 'string' ? address.port : 0,
  });
  t.is(await codeOf(consul.get('/v1/x')), 'PROTOCOL');
});

test('an answer larger than is accepted is PROTOCOL', async (t) => {
  await using agent = await fakeAgent((_, response) => response.writeHead(200, indexed).end(`"${'x'.repeat(2_000)}"`));
  await using consul = createConsulClient({ host: agent.host, port: agent.port, maxBytes: 1_000 });
  t.is(await codeOf(consul.get('/v1/x')), 'PROTOCOL');
});

test('no answer in time is TIMEOUT, and a blocking query has its wait and a sixteenth besides', async (t) => {
  const clock = new VirtualClock();
  const asked = Promise.withResolvers<void>();
  await using agent = await fakeAgent(() => asked.resolve());
  await using consul = createConsulClient({ host: agent.host, port: agent.port, timeoutMs: 1_000, clock });
  const write = codeOf(consul.kv.put('key', bytes('x')));
  let blocked = 'waiting';
  const blocking = codeOf(consul.get('/v1/x', { index: 7, waitMs: 16_000 })).then((code) => {
    blocked = code;
  });
  await asked.promise;
  await clock.advance(1_000);
  t.is(await write, 'TIMEOUT unknown');
  await clock.advance(16_000);
  t.is(blocked, 'waiting');
  await clock.advance(1_000);
  await blocking;
  t.is(blocked, 'TIMEOUT');
});

test('a caller who gives up gets ABORTED, without I/O if before', async (t) => {
  const asked = Promise.withResolvers<void>();
  await using agent = await fakeAgent(() => asked.resolve());
  await using consul = createConsulClient(agent);
  t.is(await codeOf(consul.get('/v1/x', { signal: AbortSignal.abort() })), 'ABORTED');
  t.deepEqual(agent.urls, []);
  const controller = new AbortController();
  const write = codeOf(consul.kv.put('key', bytes('x'), { signal: controller.signal }));
  await asked.promise;
  controller.abort();
  t.is(await write, 'ABORTED unknown');
});

test('disposing ends what is under way, and what comes later is CLOSED', async (t) => {
  const asked = Promise.withResolvers<void>();
  await using agent = await fakeAgent(() => asked.resolve());
  const consul = createConsulClient(agent);
  const blocking = codeOf(consul.get('/v1/x', { index: 7 }));
  await asked.promise;
  await Promise.all([consul[Symbol.asyncDispose](), consul[Symbol.asyncDispose]()]);
  t.is(await blocking, 'CLOSED');
  t.is(await codeOf(consul.get('/v1/x')), 'CLOSED');
});

test('blocking queries above the cap are answered at once; one that was given up counts until its wait is over', async (t) => {
  const clock = new VirtualClock();
  await using agent = await fakeAgent((request, response) => {
    if (request.url?.includes('index=') !== true) response.writeHead(200, indexed).end('{}');
  });
  await using consul = createConsulClient({ host: agent.host, port: agent.port, maxBlocking: 2, clock });
  const controllers = [new AbortController(), new AbortController()];
  const blocked = controllers.map(({ signal }) => codeOf(consul.get('/v1/x', { index: 7, waitMs: 16_000, signal })));
  const isAnswered = async (): Promise<boolean> => (await codeOf(consul.get('/v1/x', { index: 7, waitMs: 16_000 }))) === 'ok';
  t.true(await isAnswered());
  for (const controller of controllers) controller.abort();
  await Promise.all(blocked);
  t.true(await isAnswered(), 'the agent is still busy with both');
  await clock.advance(17_000);
  const before = agent.urls.length;
  const again = codeOf(consul.get('/v1/x', { index: 7, waitMs: 16_000 }));
  while (agent.urls.length === before) await new Promise((resolve) => setImmediate(resolve));
  t.is(agent.urls.at(-1), '/v1/x?index=7&wait=16000ms');
  await consul[Symbol.asyncDispose]();
  t.is(await again, 'CLOSED');
});

test('short calls do not wait behind blocking ones, and connections are kept', async (t) => {
  const ports = new Set<number | undefined>();
  await using agent = await fakeAgent((request, response) => {
    if (request.url?.includes('index=') === true) return;
    ports.add(request.socket.remotePort);
    response.writeHead(200, indexed).end('{}');
  });
  await using consul = createConsulClient({ host: agent.host, port: agent.port, maxBlocking: 3, maxConnections: 2 });
  const blocking = Array.from({ length: 3 }, () => codeOf(consul.get('/v1/x', { index: 7 })));
  for (let n = 0; n < 20; n++) await consul.get('/v1/y');
  await Promise.all(Array.from({ length: 20 }, () => consul.get('/v1/y')));
  t.true(ports.size <= 2, `${ports.size} connections`);
  await consul[Symbol.asyncDispose]();
  t.deepEqual(await Promise.all(blocking), ['CLOSED', 'CLOSED', 'CLOSED']);
});

test('what the TLS options throw is what a call rejects with', async (t) => {
  const tls = (): never => {
    throw new NamingError('CONFIG', 'no such file');
  };
  await using consul = createConsulClient({ host: '127.0.0.1', port: 1, tls });
  t.is(await codeOf(consul.kv.put('key', bytes('x'))), 'CONFIG');
});
