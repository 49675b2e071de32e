import { readFileSync } from 'node:fs';
import { etcdStore } from '@namerd/store-etcd';
import test from 'ava';

const { schema } = etcdStore;

function messages(input: unknown): readonly string[] {
  const decoded = schema.decode(input);
  return decoded.ok ? [] : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('it is experimental, as in namerd 1.7.5', (t) => {
  t.is(etcdStore.kind, 'io.l5d.etcd');
  t.true(etcdStore.experimental);
});

test('nothing has to be configured', (t) => {
  const value = { host: 'localhost', port: 2379, pathPrefix: '/namerd/dtabs', api: 'v3', timeoutMs: 5_000 };
  t.deepEqual(schema.decode({}), { ok: true, value });
});

test('a configuration of namerd 1.7.5 is read', (t) => {
  const tls = { commonName: 'etcd', trustCertsBundle: '/ca.pem', clientAuth: { certPath: '/cert.pem', keyPath: '/key.pem' } };
  const decoded = schema.decode({ host: 'etcd1', port: 4001, pathPrefix: '/my/dtabs', tls });
  t.like(decoded.ok && decoded.value, { host: 'etcd1', port: 4001, pathPrefix: '/my/dtabs', tls });
});

test('the prefix is a path, and is taken in its canonical form', (t) => {
  for (const [given, taken] of [
    ['/my\\x2ddtabs/a', '/my-dtabs/a'],
    ['/my\\x20dtabs', '/\\x6d\\x79\\x20\\x64\\x74\\x61\\x62\\x73'],
    ['/', '/'],
  ] as const) {
    const decoded = schema.decode({ pathPrefix: given });
    t.is(decoded.ok && decoded.value.pathPrefix, taken);
  }
  for (const pathPrefix of ['', 'dtabs', '/a//b', '/a b']) {
    t.regex(messages({ pathPrefix })[0] ?? '', /^pathPrefix: must be a path such as \/namerd\/dtabs: /, pathPrefix);
  }
});

test('a user needs a password and the other way round, and neither is repeated in a message', (t) => {
  t.deepEqual(messages({ username: 'namerd' }), ['password: is required with username']);
  t.deepEqual(messages({ password: 'secret' }), ['username: is required with password']);
  t.deepEqual(messages({ username: 'namerd', password: 'secret' }), []);
});

test('everything that is wrong is reported at once', (t) => {
  const found = messages({ port: 70_000, api: 'v4', timeoutMs: 1, tls: {}, hots: 'x' });
  t.is(found.length, 5, found.join('\n'));
  t.true(found.includes('port: 70000 outside valid range for ports'));
  t.true(found.includes('tls: tls is configured with validation but `commonName` is not set'));
});

test('the table in the README has the keys of the schema', (t) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  const { properties } = schema.jsonSchema as { properties: Readonly<Record<string, unknown>> };
  t.deepEqual(table, ['kind', 'experimental', ...Object.keys(properties)]);
});
