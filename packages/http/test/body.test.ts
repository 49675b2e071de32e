import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { Dtab } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { ask } from './support/client.ts';
import { Raw } from './support/raw.ts';
import { serveController, storedText, storeOf, type TestServer } from './support/server.ts';

const before = '/before=>/this';
const maxBodyBytes = 4096;

/** The head of a PUT. */
function head(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ 'Content-Type': 'application/dtab', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `PUT /api/1/dtabs/web HTTP/1.1\r\nHost: x\r\n${lines.join('')}\r\n`;
}

/** The status of what the server answers, or 0 if it closes the connection without a word. */
async function statusOf(raw: Raw): Promise<number> {
  const text = await raw.until('\r\n\r\n');
  return Number(/^HTTP\/1\.[01] (\d+)/.exec(text)?.[1] ?? 0);
}

function fresh(): Promise<TestServer> {
  return serveController({ maxBodyBytes }, { store: storeOf({ web: before }) });
}

const encodings = {
  identity: (body: Buffer) => body,
  gzip: (body: Buffer) => gzipSync(body),
  'x-gzip': (body: Buffer) => gzipSync(body),
  deflate: (body: Buffer) => deflateSync(body),
  br: (body: Buffer) => brotliCompressSync(body),
} as const;

const bodies = fc
  .array(fc.constantFrom('/a=>/b', '/svc/*=>/x | /y', '/weights=>0.125*/a & 3*/b'), { minLength: 1, maxLength: 300 })
  .map((dentries) => dentries.join(';'));

const framings = fc.record({
  body: bodies,
  encoding: fc.constantFrom(...(Object.keys(encodings) as (keyof typeof encodings)[])),
  chunks: fc.option(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), { nil: undefined }),
  fault: fc.constantFrom('none', 'truncated', 'short length', 'long length', 'bad chunk'),
});

/** The bytes in chunks of these sizes, the last one for as long as it takes. */
function chunked(bytes: Buffer, sizes: readonly number[], isWhole: boolean): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const part = bytes.subarray(at, at + (sizes[i % sizes.length] ?? 1));
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
    at += part.length;
  }
  return Buffer.concat([...parts, Buffer.from(isWhole ? '0\r\n\r\n' : '')]);
}

test('whatever its framing, a body is stored as it was sent or refused: never something else', async (t) => {
  await using server = await fresh();
  let stored = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(framings, async ({ body, encoding, chunks, fault }) => {
      await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: before });
      const bytes = encodings[encoding](Buffer.from(body));
      const sent = fault === 'truncated' ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
      const headers = { 'Content-Encoding': encoding };
      using raw = new Raw(server.port);
      if (chunks === undefined) {
        const length = bytes.length + (fault === 'short length' ? -1 : fault === 'long length' ? 3 : 0);
        raw.send(head({ ...headers, 'Content-Length': length }), sent);
      } else {
        const framed = chunked(sent, chunks, fault !== 'truncated');
        const broken =
          fault === 'bad chunk' ? Buffer.from(framed.toString('latin1').replace(/\r\n/, 'zz\r\n'), 'latin1') : framed;
        raw.send(head({ ...headers, 'Transfer-Encoding': 'chunked' }), broken);
      }
      // To finish a request that is whole would be to say that its answer is not awaited.
      if (fault === 'truncated' || (fault === 'long length' && chunks === undefined)) raw.finish();
      const status = await statusOf(raw);
      const found = await storedText(server.store, 'web');
      const isAccepted = status === 204;
      // With a length that is too short, what was framed is all but the last byte, and that is what counts.
      const framedText = fault === 'short length' && chunks === undefined && encoding === 'identity' ? body.slice(0, -1) : body;
      if (isAccepted) stored++;
      else refused++;
      t.is(found, isAccepted ? Dtab.show(Dtab.parse(framedText)) : before, `${status} ${encoding} ${fault}`);
      const isTooLong = body.length > maxBodyBytes;
      if (fault === 'none') t.is(status, isTooLong ? 413 : 204);
      if (isTooLong) t.not(status, 204);
    }),
    { numRuns: 120 },
  );
  t.true(stored > 10 && refused > 10, `${stored} stored, ${refused} refused`);
});

test('an empty body is the empty dtab only where it says that it is empty', async (t) => {
  await using server = await fresh();
  const statuses: number[] = [];
  for (const headers of [{ 'Content-Length': 0 }, { 'Transfer-Encoding': 'chunked' }, {}] as Record<string, string | number>[]) {
    await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: before });
    using raw = new Raw(server.port);
    raw.send(head(headers), 'Transfer-Encoding' in headers ? '0\r\n\r\n' : '');
    statuses.push(await statusOf(raw));
    t.is(await storedText(server.store, 'web'), statuses.at(-1) === 204 ? '' : before);
  }
  t.deepEqual(statuses, [204, 204, 411]);
});

test('a client that goes away amid its body writes nothing', async (t) => {
  await using server = await fresh();
  const raw = new Raw(server.port);
  raw.send(head({ 'Content-Length': 1000 }), '/a=>/b;');
  await new Promise((resolve) => setImmediate(resolve));
  raw[Symbol.dispose]();
  await ask(server.port, '/api/1/dtabs');
  t.is(await storedText(server.store, 'web'), before);
});

test('bare deflate is understood, though it is not what the name means', async (t) => {
  await using server = await fresh();
  const body = deflateRawSync('/a=>/b');
  const headers = { 'content-type': 'text/plain', 'content-encoding': 'deflate' };
  t.is((await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers, body })).status, 204);
  t.is(await storedText(server.store, 'web'), '/a=>/b');
});

test('encodings are undone in order', async (t) => {
  await using server = await fresh();
  const body = gzipSync(deflateSync('/a=>/b'));
  const headers = { 'content-type': 'text/plain', 'content-encoding': 'deflate, identity, gzip' };
  t.is((await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers, body })).status, 204);
  t.is(await storedText(server.store, 'web'), '/a=>/b');
});

test('an encoding that is not known is 415, and says which are', async (t) => {
  await using server = await fresh();
  for (const encoding of ['zstd', 'compress', 'gzip, foo', 'gzip, gzip, gzip, gzip']) {
    const headers = { 'content-type': 'text/plain', 'content-encoding': encoding };
    const reply = await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers, body: '/a=>/b' });
    t.deepEqual([reply.status, reply.headers['accept-encoding']], [415, 'gzip, deflate, br']);
  }
  t.is(await storedText(server.store, 'web'), before);
});

test('a small body that unpacks to a large one is 413', async (t) => {
  await using server = await fresh();
  const body = gzipSync(Buffer.alloc(10_000_000, ' '));
  const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' };
  for (const twice of [body, gzipSync(body)]) {
    const encoding = twice === body ? 'gzip' : 'gzip, gzip';
    const reply = await ask(server.port, '/api/1/dtabs/web', {
      method: 'PUT',
      headers: { ...headers, 'content-encoding': encoding },
      body: twice.subarray(0, 65_536),
    });
    t.true(reply.status === 413 || reply.status === 400, String(reply.status));
  }
  t.is(await storedText(server.store, 'web'), before);
});

test('bytes that are not UTF-8 are refused, not replaced', async (t) => {
  await using server = await fresh();
  const headers = { 'content-type': 'text/plain' };
  const reply = await ask(server.port, '/api/1/dtabs/web', { method: 'PUT', headers, body: Buffer.from([0x2f, 0xff, 0xfe]) });
  t.deepEqual([reply.status, reply.body], [400, 'the request body is not UTF-8']);
});

test('an announced length beyond the limit is refused before the body comes', async (t) => {
  await using server = await fresh();
  using raw = new Raw(server.port);
  raw.send(head({ 'Content-Length': maxBodyBytes + 1 }));
  const text = await raw.until('\r\n\r\n');
  t.regex(text, /^HTTP\/1\.1 413 /);
  t.regex(text, /\r\nConnection: close\r\n/i);
});
