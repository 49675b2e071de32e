import { readFileSync } from 'node:fs';
import { Path } from '@namerd/plugin';
import { consulStore } from '@namerd/store-consul';
import test from 'ava';

const { schema } = consulStore;

function messages(input: unknown): readonly string[] {
  const decoded = schema.decode(input);
  return decoded.ok ? [] : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('nothing is required: an agent on this machine, with the keys of namerd', (t) => {
  t.deepEqual(schema.decode({}), {
    ok: true,
    value: {
      host: 'localhost',
      port: 8500,
      pathPrefix: Path.of('namerd', 'dtabs'),
      failFast: false,
      backoff: { minMs: 50, maxMs: 5_000 },
      timeoutMs: 5_000,
      waitMs: 30_000,
      resyncMs: 60_000,
    },
  });
});

test('a configuration of namerd 1.7.5 is read', (t) => {
  const decoded = schema.decode({
    host: 'consul.local',
    port: 80,
    pathPrefix: '/foo/bar',
    token: 'some-token',
    datacenter: 'us-east-42',
    readConsistencyMode: 'stale',
    writeConsistencyMode: 'consistent',
    failFast: true,
    backoff: { kind: 'jittered', minMs: 200, maxMs: 10_000 },
    tls: { disableValidation: false, commonName: 'consul.io', trustCerts: ['/certs/cert.pem'] },
  });
  t.like(decoded.ok && decoded.value, {
    host: 'consul.local',
    port: 80,
    pathPrefix: Path.of('foo', 'bar'),
    token: 'some-token',
    datacenter: 'us-east-42',
    readConsistencyMode: 'stale',
    writeConsistencyMode: 'consistent',
    failFast: true,
    backoff: { minMs: 200, maxMs: 10_000 },
  });
});

test('a consistency mode that there is not is named as namerd names it', (t) => {
  t.deepEqual(messages({ readConsistencyMode: 'eventual', writeConsistencyMode: 'x' }), [
    'readConsistencyMode: illegal Consul consistency mode level: eventual',
    'writeConsistencyMode: illegal Consul consistency mode level: x',
  ]);
});

test('a backoff is constant or jittered, and never so short that retries would be a storm', (t) => {
  const backoffOf = (backoff: unknown): unknown => {
    const decoded = schema.decode({ backoff });
    return decoded.ok ? decoded.value.backoff : messages({ backoff }).map((message) => message.split(':')[0]);
  };
  t.deepEqual(backoffOf({ kind: 'constant', ms: 500 }), { minMs: 500, maxMs: 500 });
  t.deepEqual(backoffOf({ kind: 'constant' }), { minMs: 50, maxMs: 50 });
  t.deepEqual(backoffOf({ kind: 'jittered', minMs: 1, maxMs: 60_000 }), { minMs: 50, maxMs: 60_000 });
  t.deepEqual(backoffOf({ kind: 'jittered' }), ['backoff.minMs', 'backoff.maxMs']);
  t.deepEqual(backoffOf({ kind: 'exponential' }), ['backoff.kind']);
  t.deepEqual(backoffOf({ kind: 'constant', minMs: 1 }), ['backoff.minMs']);
});

test('a prefix is a path', (t) => {
  t.regex(messages({ pathPrefix: 'namerd/dtabs' })[0] ?? '', /^pathPrefix: /);
  t.deepEqual(messages({ pathPrefix: '/' }), []);
});

test('TLS needs a name to check, or to be told not to', (t) => {
  t.deepEqual(messages({ tls: {} }), ['tls: tls is configured with validation but `commonName` is not set']);
  t.deepEqual(messages({ tls: { disableValidation: true } }), []);
});

test('ports, unknown keys and types are all reported at once, and no token is repeated', (t) => {
  const found = messages({ host: 1, port: 70_000, pathPrefx: '/x', token: { secret: 's3cr3t' }, timeoutMs: 5, waitMs: 1.5 });
  t.is(found.length, 6);
  t.true(found.includes('port: 70000 outside valid range for ports'));
  t.false(found.join().includes('s3cr3t'));
});

test('the table in the README has the keys of the schema', (t) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  const { properties } = schema.jsonSchema as { properties: Readonly<Record<string, unknown>> };
  t.deepEqual(table, ['kind', ...Object.keys(properties)]);
});
