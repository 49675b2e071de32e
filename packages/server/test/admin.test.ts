import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Dtab, Path, source, type WatchStatus } from '@namerd/plugin';
import { type Namerd, startNamerd } from '@namerd/server';
import test, { type ExecutionContext } from 'ava';
import { plugins } from './support/config.ts';
import { createRecorder, recorderConfig } from './support/recorder.ts';

/** A namerd with the HTTP API and this key `admin`, and a way to ask its admin server. */
async function start(
  t: ExecutionContext,
  admin: object = {},
  more: object = {},
): Promise<{ namerd: Namerd; readonly ask: (path: string, init?: RequestInit) => Promise<Response> }> {
  const config = {
    admin: { port: 0, ...admin },
    storage: { kind: 'io.l5d.inMemory' },
    interfaces: [{ kind: 'io.l5d.httpController', port: 0 }],
    ...more,
  };
  const namerd = await startNamerd(config, { plugins });
  t.teardown(() => namerd[Symbol.asyncDispose]());
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${namerd.admin.port}${path}`, init);
  return { namerd, ask };
}

test('ping answers pong', async (t) => {
  const { ask } = await start(t);
  const response = await ask('/admin/ping');
  t.is(response.status, 200);
  t.is(response.headers.get('content-type'), 'text/plain;charset=UTF-8');
  t.is(await response.text(), 'pong');
});

test('a HEAD is a GET without body', async (t) => {
  const { ask } = await start(t);
  const response = await ask('/admin/ping', { method: 'HEAD' });
  t.deepEqual([response.status, response.headers.get('content-length'), await response.text()], [200, '4', '']);
});

test('ready is 200 once the interfaces listen, and tells where, and how the store does', async (t) => {
  const { ask, namerd } = await start(t);
  const response = await ask('/ready');
  t.is(response.status, 200);
  t.deepEqual(await response.json(), { status: 'ready', store: 'ok', interfaces: namerd.addresses });
});

test('a store that does not answer is told, and does not make namerd unready', async (t) => {
  const { plugins: recorded } = createRecorder();
  const [store, ...others] = recorded;
  const silent = {
    ...store,
    create: (...args: Parameters<typeof store.create>) => {
      const made = store.create(...args);
      return { ...made, [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](), list: () => source<never>(() => {}) };
    },
  };
  const namerd = await startNamerd(recorderConfig(['i1']), { plugins: [silent, ...others] });
  t.teardown(() => namerd[Symbol.asyncDispose]());
  const response = await fetch(`http://127.0.0.1:${namerd.admin.port}/ready`);
  t.is(response.status, 200);
  t.is(((await response.json()) as { store: string }).store, 'pending');
});

test('while it shuts down it is not ready, but still alive', async (t) => {
  const drained = Promise.withResolvers<void>();
  const { plugins: recorded } = createRecorder({ i1: { close: () => drained.promise } });
  const namerd = await startNamerd(recorderConfig(['i1']), { plugins: recorded });
  const closing = namerd[Symbol.asyncDispose]();
  const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${namerd.admin.port}${path}`);
  const [ready, ping] = await Promise.all([ask('/ready'), ask('/admin/ping')]);
  t.is(ready.status, 503);
  t.is(((await ready.json()) as { status: string }).status, 'draining');
  t.is(ping.status, 200);
  drained.resolve();
  await closing;
});

test('state shows the watches that run', async (t) => {
  const { plugins: recorded } = createRecorder();
  await using namerd = await startNamerd(recorderConfig(['i1']), { plugins: recorded });
  const state = async (): Promise<unknown[]> => {
    const response = await fetch(`http://127.0.0.1:${namerd.admin.port}/state`);
    const { watches } = (await response.json()) as { watches: WatchStatus[] };
    return watches.map(({ name, kind, observers }) => [name, kind, observers]);
  };
  t.deepEqual(await state(), []);
  const bound = namerd.interpreter.bind(Dtab.empty, Path.parse('/#/n1/x'));
  const observation = bound.observe(() => {});
  await bound.first();
  t.deepEqual(await state(), [['look for n1', 'ok', 1]]);
  observation[Symbol.dispose]();
  await setImmediate();
  t.deepEqual(await state(), []);
});

test('the configuration is shown as given, without its secrets', async (t) => {
  const { plugins: recorded } = createRecorder();
  const [, namer] = recorded;
  const secretive = { ...namer, schema: { decode: (input: unknown) => ({ ok: true, value: input }) as const, jsonSchema: {} } };
  const entry = {
    kind: 'test.namer',
    prefix: '/x',
    name: 'x',
    token: 'abc',
    url: 'http://user:abc@host/',
    authInfo: { auth: 'abc', scheme: 'digest' },
    nested: [{ clientSecret: 'abc' }],
  };
  const namerd = await startNamerd(
    {
      admin: { port: 0 },
      storage: { kind: 'io.l5d.inMemory' },
      namers: [entry],
      interfaces: [{ kind: 'io.l5d.httpController', port: 0 }],
    },
    { plugins: [...plugins, secretive] },
  );
  t.teardown(() => namerd[Symbol.asyncDispose]());
  const text = await (await fetch(`http://127.0.0.1:${namerd.admin.port}/config.json`)).text();
  t.false(text.includes('abc'));
  t.deepEqual(JSON.parse(text).namers[0], {
    kind: 'test.namer',
    prefix: '/x',
    name: 'x',
    token: '[redacted]',
    url: 'http://user:[redacted]@host/',
    authInfo: '[redacted]',
    nested: [{ clientSecret: '[redacted]' }],
  });
});

test('the index lists what may be asked', async (t) => {
  const { ask } = await start(t);
  const index = '/admin/ping\n/admin/shutdown\n/config.json\n/ready\n/state\n';
  t.is(await (await ask('/admin')).text(), index);
  t.is(await (await ask('/admin/index.txt')).text(), index);
});

test('everything else is 404, also what is below a path that there is', async (t) => {
  const { ask } = await start(t);
  for (const path of ['/', '/nope', '/admin/ping/x', '/admin/', '/Ready', '/delegator.json', '/__proto__']) {
    t.is((await ask(path)).status, 404, path);
  }
});

test('a POST to shutdown ends it, whatever watches are open', async (t) => {
  const { namerd, ask } = await start(t);
  const [api] = namerd.addresses;
  const watch = await fetch(`http://127.0.0.1:${api?.port}/api/1/dtabs/none?watch=true`);
  t.is(watch.status, 200);
  const response = await ask('/admin/shutdown', { method: 'POST' });
  t.deepEqual([response.status, await response.text()], [200, 'quitting\n']);
  await namerd.closed;
  await t.throwsAsync(ask('/admin/ping'));
  await watch.text().catch(() => {});
});

test('shutdown takes a POST only, a grace that is a duration, and nothing from pages of other sites', async (t) => {
  const { namerd, ask } = await start(t);
  const get = await ask('/admin/shutdown');
  t.deepEqual([get.status, get.headers.get('allow')], [405, 'POST']);
  const bad = await ask('/admin/shutdown?grace=soon', { method: 'POST' });
  t.deepEqual([bad.status, await bad.text()], [400, "could not parse 'grace' parameter: soon is not a valid duration"]);
  const foreign = await ask('/admin/shutdown', { method: 'POST', headers: { origin: 'http://elsewhere.example' } });
  t.is(foreign.status, 403);
  t.is((await ask('/admin/ping')).status, 200);
  const good = await ask('/admin/shutdown?grace=1.second', { method: 'POST' });
  t.is(good.status, 200);
  await namerd.closed;
});

test('security switches categories off, with exceptions both ways, and slashes do not evade it', async (t) => {
  const { ask } = await start(t, {
    security: {
      controlEnabled: false,
      diagnosticsEnabled: false,
      pathWhitelist: ['/admin/p.*'],
      pathBlacklist: ['/config\\.json'],
    },
  });
  const statuses = await Promise.all(
    ['/admin/ping', '/ready', '/admin/shutdown', '//admin///shutdown', '/config.json', '/admin/ping/x'].map(async (path) => {
      const response = await ask(path, { method: path.endsWith('shutdown') ? 'POST' : 'GET' });
      return [path, response.status];
    }),
  );
  t.deepEqual(Object.fromEntries(statuses), {
    '/admin/ping': 200,
    '/ready': 404,
    '/admin/shutdown': 404,
    '//admin///shutdown': 404,
    '/config.json': 404,
    '/admin/ping/x': 404,
  });
});

test('an address that is taken is told, and nothing is left listening', async (t) => {
  const { namerd } = await start(t);
  const { port: taken } = namerd.admin;
  const free = await freePort();
  const http = { kind: 'io.l5d.httpController' };
  const config = {
    admin: { port: 0 },
    storage: { kind: 'io.l5d.inMemory' },
    interfaces: [
      { ...http, port: free },
      { ...http, port: taken },
    ],
  };
  await t.throwsAsync(startNamerd(config, { plugins }), {
    code: 'UNAVAILABLE',
    message: new RegExp(`^io\\.l5d\\.httpController interface: cannot listen on 127\\.0\\.0\\.1:${taken}`),
  });
  await using again = await startNamerd({ ...config, interfaces: [{ ...http, port: free }] }, { plugins });
  t.is(again.addresses[0]?.port, free);
  await t.throwsAsync(startNamerd({ ...config, admin: { port: taken } }, { plugins }), {
    code: 'CONFIG',
    message: `interfaces[1].port  127.0.0.1:${taken} is taken by admin`,
  });
  await t.throwsAsync(startNamerd({ ...config, admin: { port: taken }, interfaces: [{ ...http, port: 0 }] }, { plugins }), {
    code: 'UNAVAILABLE',
    message: `cannot listen on 127.0.0.1:${taken}: address already in use`,
  });
});

/** A port that nobody listens on, most likely also in a moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
