import { State } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { httpController, namerdHttp } from '@namerd/http';
import { createInterpreter } from '@namerd/namer';
import { createPluginContext, createTelemetry, type TelemetryEvent } from '@namerd/plugin';
import type { VersionedDtab } from '@namerd/store';
import test from 'ava';
import { type FastifyInstance, fastify } from 'fastify';
import { ask, watch } from './support/client.ts';
import { scripted, scriptedStore, serve, storeOf, virtualContext } from './support/server.ts';
import { until } from './support/until.ts';

const interpreter = createInterpreter([]);

async function listen(server: FastifyInstance): Promise<number> {
  await server.listen({ port: 0, host: '127.0.0.1' });
  return Number(new URL(server.listeningOrigin).port);
}

test('it can be mounted under a prefix, beside other routes', async (t) => {
  const server = fastify();
  t.teardown(() => server.close());
  server.get('/mine', () => ({ mine: true }));
  server.post('/mine', (request) => request.body);
  await server.register(namerdHttp, { prefix: '/namerd', store: storeOf({ web: '/a=>/b' }), interpreter });
  const port = await listen(server);
  t.is((await ask(port, '/namerd/api/1/dtabs')).body, '["web"]\n');
  t.regex((await ask(port, '/namerd/api/1/bind/web?path=/a')).body, /^\{"type":"neg"\}/);
  t.is((await ask(port, '/namerd/state')).status, 200);
  t.is((await ask(port, '/api/1/dtabs')).status, 404);
  t.is((await ask(port, '/mine')).body, '{"mine":true}');
  t.is(
    (await ask(port, '/mine', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' })).body,
    '{"a":1}',
  );
});

test('hooks of the server around it run first: they may refuse, and they may add headers', async (t) => {
  const server = fastify();
  t.teardown(() => server.close());
  server.addHook('onRequest', async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    if (request.headers.authorization === undefined) await reply.code(401).send('who are you?');
  });
  const store = storeOf();
  await server.register(namerdHttp, { store, interpreter });
  const port = await listen(server);
  const call = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: '/a=>/b' };
  t.is((await ask(port, '/api/1/dtabs/web', call)).status, 401);
  t.is((await ask(port, '/api/1/dtabs', { headers: { authorization: 'x' } })).body, '[]\n');
  const allowed = await ask(port, '/api/1/dtabs/web', { ...call, headers: { ...call.headers, authorization: 'x' } });
  t.is(allowed.status, 204);
  t.is(allowed.headers['access-control-allow-origin'], '*');
});

test('watches end when the server around it closes', async (t) => {
  const server = fastify();
  await server.register(namerdHttp, { store: storeOf({ web: '/a=>/b' }), interpreter });
  const port = await listen(server);
  using watched = await watch(port, '/api/1/dtabs?watch=1');
  t.is(await watched.line(), '["web"]');
  await server.close();
  t.is(await watched.line(), undefined);
});

test('the state shows what is watched at the backends and who watches here', async (t) => {
  const context = virtualContext();
  const dtab = scripted<VersionedDtab | undefined>(State.failed(new NamingError('UNAVAILABLE', 'store down')));
  const status = {
    name: 'consul /v1/kv',
    kind: 'stale',
    startedAtMs: 0,
    lastAnswerAtMs: 0,
    lastChangeAtMs: 0,
    lastError: { atMs: 5, message: 'refused' },
    observers: 2,
    restarts: 1,
    drift: 0,
    epoch: 0,
  } as const;
  using _ = context.watches.add(() => status);
  await using server = await serve({ store: scriptedStore(dtab.activity), context });
  using watched = await watch(server.port, '/api/1/dtabs/web?watch=1');
  t.is(watched.message.statusCode, 200);
  const state = JSON.parse((await ask(server.port, '/state')).body);
  t.deepEqual(state.watches, [{ ...status, ageMs: 0 }]);
  t.deepEqual(state.http, {
    watched: [{ name: 'dtab web', format: 'application/json', kind: 'failed', watchers: 1 }],
    waiting: 0,
    encodings: 0,
    skippedLines: 0,
  });
});

test('every request is told to telemetry, by the pattern of its route', async (t) => {
  const events: TelemetryEvent[] = [];
  const telemetry = createTelemetry();
  telemetry.on('http:request', (event) => events.push(event));
  await using server = await serve({ context: createPluginContext({ telemetry }) });
  await ask(server.port, '/api/1/dtabs/web');
  await ask(server.port, '/api/1/bind/default?path=/a', { method: 'POST' });
  await ask(server.port, '/api/1/nothing');
  await until(() => events.length === 3);
  t.deepEqual(
    events.map((event) => event.kind === 'http:request' && [event.method, event.route, event.status]),
    [
      ['GET', '/api/1/dtabs/', 404],
      ['POST', '/api/1/bind/', 200],
      ['GET', '', 404],
    ],
  );
});

test('the configuration has the defaults of namerd', (t) => {
  const decoded = httpController.schema.decode({});
  t.true(decoded.ok);
  if (!decoded.ok) return;
  t.like(decoded.value, { ip: '127.0.0.1', port: 4180, socketOptions: { noDelay: true, reuseAddr: true, reusePort: false } });
  t.is(decoded.value.tls, undefined);
  t.deepEqual(httpController.address(decoded.value), { host: '127.0.0.1', port: 4180 });
});

test('everything that is wrong with a configuration is said at once, with its place', (t) => {
  const decoded = httpController.schema.decode({
    ip: 'localhost',
    port: 70_000,
    retryBaseSecs: 1,
    socketOptions: { nodelay: true },
    tls: { certPath: 'x', protocols: ['SSLv3'] },
  });
  t.false(decoded.ok);
  if (decoded.ok) return;
  const places = decoded.issues.map(({ path }) => path.join('.'));
  t.deepEqual(places.sort(), ['ip', 'port', 'retryBaseSecs', 'socketOptions.nodelay', 'tls.keyPath', 'tls.protocols.0']);
});
