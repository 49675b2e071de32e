import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NamingError } from '@namerd/errors';
import { freePorts } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';
import { etcdOrSkip, openV2Client } from './etcd.ts';

const service = await etcdOrSkip({ args: ['--enable-v2'] });
test.after.always(() => service?.[Symbol.asyncDispose]());

/** A server that answers as it is told. */
async function double(t: ExecutionContext, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.closeAllConnections());
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('a condition decides, and a write that is refused tells whether the key exists', async (t) => {
  if (service === undefined) return void t.pass();
  await using etcd = openV2Client(service.port);
  t.deepEqual(await etcd.put('/c/a', 'x', { when: 'present' }), { done: false, exists: false });
  const created = await etcd.put('/c/a', 'x', { when: 'absent' });
  t.deepEqual(await etcd.put('/c/a', 'y', { when: 'absent' }), { done: false, exists: true });
  const first = created.done ? created.revision : 0n;
  t.true((await etcd.put('/c/a', 'y', { when: first })).done);
  t.deepEqual(await etcd.put('/c/a', 'z', { when: first }), { done: false, exists: true });
  t.deepEqual(await etcd.delete('/c/a', { when: first }), { done: false, exists: true });
  t.deepEqual(await etcd.put('/c/a', 'z', { when: 0n }), { done: false, exists: true });
  t.true((await etcd.delete('/c/a')).done);
  t.deepEqual(await etcd.delete('/c/a'), { done: false, exists: false });
});

test('a wait ends with a change below the key, and with its time', async (t) => {
  if (service === undefined) return void t.pass();
  await using etcd = openV2Client(service.port);
  const { index } = await etcd.read('/w');
  const { signal } = new AbortController();
  const change = etcd.wait('/w', { fromIndex: index + 1n, waitMs: 20_000, signal });
  await etcd.put('/w/a', 'x');
  await change;
  const reading = await etcd.read('/w');
  t.true(reading.node?.kind === 'dir' && reading.index > index);
  await etcd.wait('/w', { fromIndex: 1_000_000n, waitMs: 50, signal });
});

test('writes are those of namerd: a form with value, prevExist and prevIndex', async (t) => {
  const seen: string[] = [];
  const port = await double(t, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type'] ?? ''} ${body}`);
      response.end(JSON.stringify({ action: 'set', node: { key: '/d/web', value: '', modifiedIndex: 7, createdIndex: 7 } }));
    });
  });
  await using etcd = openV2Client(port);
  await etcd.put('/d/web', '/svc=>/a b', { when: 'absent' });
  await etcd.put('/d/web', 'x', { when: 7n });
  await etcd.put('/d/web', 'x');
  await etcd.delete('/d/web', { when: 7n });
  await etcd.delete('/d/web');
  const form = 'application/x-www-form-urlencoded';
  t.deepEqual(seen, [
    `PUT /v2/keys/d/web ${form} value=%2Fsvc%3D%3E%2Fa+b&prevExist=false`,
    `PUT /v2/keys/d/web ${form} value=x&prevIndex=7`,
    `PUT /v2/keys/d/web ${form} value=x`,
    'DELETE /v2/keys/d/web?prevIndex=7  ',
    'DELETE /v2/keys/d/web  ',
  ]);
});

const failures: readonly (readonly [status: number, body: string, code: string, isUnknown: boolean])[] = [
  [500, '{"errorCode":300,"message":"Raft Internal Error"}', 'UNAVAILABLE', true],
  [503, '<html>', 'UNAVAILABLE', true],
  [401, '{"message":"Insufficient credentials"}', 'FORBIDDEN', false],
  [403, '{"errorCode":102,"message":"Not a file"}', 'PROTOCOL', false],
  [400, '{"errorCode":209,"message":"Invalid field"}', 'PROTOCOL', false],
  [404, '404 page not found', 'UNSUPPORTED', false],
  [200, 'no JSON', 'PROTOCOL', true],
  [200, '{"action":"set"}', 'PROTOCOL', true],
];

for (const [status, body, code, isUnknown] of failures) {
  test(`${status} ${body} is ${code}${isUnknown ? ', and leaves open whether a write was done' : ''}`, async (t) => {
    const port = await double(t, (_, response) => void response.writeHead(status).end(body));
    await using etcd = openV2Client(port);
    const error = await t.throwsAsync(etcd.put('/a', 'x'));
    t.true(NamingError.is(error) && error.code === code, String(error));
    t.is(NamingError.is(error) && error.details['outcome'], isUnknown ? 'unknown' : undefined);
    const reading = await t.throwsAsync(etcd.read('/a'));
    t.true(NamingError.is(reading) && reading.code === code && reading.details['outcome'] === undefined);
  });
}

test('a write that could not be sent has no unknown outcome, one whose answer is lost has', async (t) => {
  const [closed = 0] = await freePorts(1);
  await using nobody = openV2Client(closed);
  const unsent = await t.throwsAsync(nobody.put('/a', 'x'));
  t.true(NamingError.is(unsent, 'UNAVAILABLE') && unsent.details['outcome'] === undefined);
  let requests = 0;
  const port = await double(t, (request) => {
    requests++;
    request.socket.destroy();
  });
  await using etcd = openV2Client(port);
  const lost = await t.throwsAsync(etcd.put('/a', 'x'));
  t.true(NamingError.is(lost, 'UNAVAILABLE') && lost.details['outcome'] === 'unknown');
  t.is(requests, 1, 'it is not sent again');
});

test('a server that does not answer is TIMEOUT, and after dispose it is CLOSED', async (t) => {
  const port = await double(t, () => undefined);
  const etcd = openV2Client(port, { timeoutMs: 200 });
  t.true(NamingError.is(await t.throwsAsync(etcd.read('/a')), 'TIMEOUT'));
  const call = t.throwsAsync(etcd.read('/a'));
  await etcd[Symbol.asyncDispose]();
  t.true(NamingError.is(await call, 'CLOSED'));
  t.true(NamingError.is(await t.throwsAsync(etcd.read('/a')), 'CLOSED'));
  await etcd[Symbol.asyncDispose]();
});
