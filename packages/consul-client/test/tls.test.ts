import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createConsulClient } from '@namerd/consul-client';
import { Certificates } from '@namerd/services';
import test from 'ava';
import { bytes, codeOf } from './agents.ts';

test('a certificate of the right name and authority is accepted, whatever the address; others are UNAVAILABLE, before anything is sent', async (t) => {
  using certificates = new Certificates();
  const [ca, cert, key, stranger] = [
    certificates.ca,
    certificates.server.cert,
    certificates.server.key,
    certificates.stranger.cert,
  ].map((file) => readFileSync(file));
  const server = createServer({ cert, key }, (_, response) => response.writeHead(200).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  for (const [tls, expected] of [
    [{ ca, servername: 'localhost' }, 'ok'],
    [{ rejectUnauthorized: false }, 'ok'],
    [{ ca, servername: 'elsewhere' }, 'UNAVAILABLE'],
    [{ ca: stranger, servername: 'localhost' }, 'UNAVAILABLE'],
    [{ servername: 'localhost' }, 'UNAVAILABLE'],
  ] as const) {
    await using consul = createConsulClient({ host: '127.0.0.1', port, tls: () => ({ ...tls }) as object });
    t.is(await codeOf(consul.get('/v1/x')), expected, Object.keys(tls).join());
    if (expected !== 'ok') t.is(await codeOf(consul.kv.put('key', bytes('x'))), expected);
  }
});
