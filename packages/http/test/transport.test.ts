import { State } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import type { VersionedDtab } from '@namerd/store';
import test from 'ava';
import { Raw } from './support/raw.ts';
import { scripted, scriptedStore, serveController, storeOf } from './support/server.ts';
import { until } from './support/until.ts';

const web = { store: storeOf({ web: '/a=>/b' }) };

/** What a server answers to these bytes. */
async function answer(bytes: string, until = '\r\n\r\n', config: object = {}): Promise<string> {
  await using server = await serveController(config, web);
  using raw = new Raw(server.port).send(bytes);
  return await raw.until(until);
}

test('a request without Host is served, as linkerd sends it', async (t) => {
  t.regex(await answer('GET /api/1/dtabs/web HTTP/1.1\r\n\r\n', '}]\n'), /^HTTP\/1\.1 200 OK\r\n/);
});

test('HTTP/1.0 is served, and the connection closed', async (t) => {
  t.regex(
    await answer('GET /api/1/dtabs/web HTTP/1.0\r\n\r\n', '}]\n'),
    /^HTTP\/1\.1 200 OK\r\n.*Content-Length: 29\r\nConnection: close\r\n\r\n/s,
  );
});

test('answers have no Date, Server, Vary or Cache-Control', async (t) => {
  t.notRegex(await answer('GET /api/1/dtabs/web HTTP/1.1\r\n\r\n', '}]\n'), /\r\n(?:date|server|vary|cache-control):/i);
});

test('requests on one connection are answered one after the other', async (t) => {
  const get = (name: string): string => `GET /api/1/dtabs/${name} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const text = await answer(
    get('web') + get('none') + get('web'),
    '404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\nHTTP/1.1 200 OK',
  );
  t.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200']);
});

test('a target in absolute form is nothing that is here', async (t) => {
  t.regex(
    await answer('GET http://x/api/1/dtabs HTTP/1.1\r\nHost: x\r\n\r\n'),
    /^HTTP\/1\.1 404 Not Found\r\nContent-Length: 0\r\n/,
  );
});

for (const path of [
  '/',
  '/api',
  '/api/1/',
  '/API/1/dtabs',
  '/api/1/dtab%73',
  '//api/1/dtabs',
  '/api/1/../1/dtabs',
  '/api/1/bind',
  '/state/',
]) {
  test(`404 without a body: ${path}`, async (t) => {
    t.regex(await answer(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 404 Not Found\r\nContent-Length: 0\r\n/);
  });
}

const tooLong: [string, string, RegExp][] = [
  ['a request line over 4 KiB', `GET /api/1/dtabs?${'x'.repeat(4096)} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 414 /],
  [
    'a request line over all bounds',
    `GET /api/1/dtabs?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
    /^HTTP\/1\.0 414 .*\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/s,
  ],
  [
    'headers over 8 KiB',
    `GET /api/1/dtabs HTTP/1.1\r\nX: ${'x'.repeat(9000)}\r\n\r\n`,
    /^HTTP\/1\.0 431 .*\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/s,
  ],
  ['what is not HTTP', 'nonsense\r\n\r\n', /^HTTP\/1\.0 400 .*\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/s],
  ['a blank in the path', 'GET /api/1/dt abs HTTP/1.1\r\n\r\n', /^HTTP\/1\.0 400 /],
  ['a header without a name', 'GET /api/1/dtabs HTTP/1.1\r\n: x\r\n\r\n', /^HTTP\/1\.0 400 /],
  [
    'a length and chunks at once',
    'PUT /api/1/dtabs/web HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    /^HTTP\/1\.0 400 /,
  ],
];
for (const [name, bytes, expected] of tooLong) {
  test(`refused before it is looked at: ${name}`, async (t) => {
    t.regex(await answer(bytes), expected);
  });
}

test('a longer request line can be allowed', async (t) => {
  const bytes = `GET /api/1/dtabs?${'x'.repeat(10_000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
  t.regex(await answer(bytes, '["web"]\n', { maxRequestLineBytes: 20_000 }), /^HTTP\/1\.1 200 /);
});

test('Expect: 100-continue is answered', async (t) => {
  const headers = 'Host: x\r\nContent-Type: application/dtab\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n';
  t.is(await answer(`PUT /api/1/dtabs/web HTTP/1.1\r\n${headers}`), 'HTTP/1.1 100 Continue\r\n\r\n');
});

test('nonsense behind a request that is being answered does not cut into its answer', async (t) => {
  const dtab = scripted<VersionedDtab | undefined>(State.pending);
  await using server = await serveController({}, { store: scriptedStore(dtab.activity) });
  using raw = new Raw(server.port).send('GET /api/1/dtabs/web HTTP/1.1\r\nHost: x\r\n\r\n', 'nonsense\r\n\r\n');
  await until(() => dtab.observers === 1);
  dtab.set(State.failed(new NamingError('UNAVAILABLE', 'store down')));
  t.regex(await raw.all(), /^HTTP\/1\.1 503 Service Unavailable\r\n.*\r\n\r\nstore down$/s);
});

test('nonsense behind a watch ends the connection, and nothing is put into the stream', async (t) => {
  await using server = await serveController({}, web);
  using raw = new Raw(server.port).send('GET /api/1/dtabs/web?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n');
  await raw.until('}]\n');
  t.regex(await raw.send('nonsense\r\n\r\n').all(), /\}\]\n\r\n$/);
});

test('a port that is taken is UNAVAILABLE', async (t) => {
  await using server = await serveController({}, web);
  await t.throwsAsync(serveController({ port: server.port }, web), {
    name: 'NamingError',
    message: `cannot listen on 127.0.0.1:${server.port}`,
  });
});

test('a connection that is silent for too long is closed', async (t) => {
  await using server = await serveController({ socketOptions: { readTimeoutMs: 20 } }, web);
  using raw = new Raw(server.port);
  t.is(await raw.all(), '');
});
