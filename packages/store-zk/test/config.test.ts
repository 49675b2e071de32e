import { readFileSync } from 'node:fs';
import { zkStore } from '@namerd/store-zk';
import test from 'ava';

const { schema } = zkStore;
const zkAddrs = [{ host: 'zk1', port: 2181 }];

function messages(input: unknown): readonly string[] {
  const decoded = schema.decode(input);
  return decoded.ok ? [] : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('servers are all that is needed', (t) => {
  t.deepEqual(schema.decode({ zkAddrs }), {
    ok: true,
    value: {
      zkAddrs,
      pathPrefix: '/dtabs',
      sessionTimeoutMs: 10_000,
      acls: [{ scheme: 'world', id: 'anyone', perms: 31 }],
    },
  });
});

test('a configuration of namerd 1.7.5 with digest authentication is read', (t) => {
  const decoded = schema.decode({
    zkAddrs: [
      { host: 'zk1', port: 2181 },
      { host: '::1', port: 2182 },
    ],
    pathPrefix: '/my/dtabs',
    sessionTimeoutMs: 5_000,
    authInfo: { scheme: 'digest', auth: 'namerd:secret' },
    acls: [
      { scheme: 'auth', id: '', perms: 'crwda' },
      { scheme: 'world', id: 'anyone', perms: 'r' },
    ],
  });
  t.like(decoded.ok && decoded.value, {
    pathPrefix: '/my/dtabs',
    sessionTimeoutMs: 5_000,
    authInfo: { scheme: 'digest', auth: 'namerd:secret' },
    acls: [
      { scheme: 'auth', id: '', perms: 31 },
      { scheme: 'world', id: 'anyone', perms: 1 },
    ],
  });
});

test('what is missing of a server is named as namerd names it, all at once', (t) => {
  t.deepEqual(messages({ zkAddrs: [{}, { host: 'zk1' }, { port: 2181 }] }), [
    'zkAddrs.0.host: host must be specified',
    'zkAddrs.0.port: port must be specified',
    'zkAddrs.1.port: port must be specified',
    'zkAddrs.2.host: host must be specified',
  ]);
});

test('without servers the configuration is rejected', (t) => {
  t.regex(messages({})[0] ?? '', /^zkAddrs: is required/);
  t.deepEqual(messages({ zkAddrs: [] }), ['zkAddrs: must have a server']);
});

test('a permission string has letters of crwda, each at most once, and at least one', (t) => {
  for (const perms of ['crwdx', 'cc', '', 'cR']) {
    const acls = [{ scheme: 'world', id: 'anyone', perms }];
    t.deepEqual(messages({ zkAddrs, acls }), [`acls.0.perms: ${perms} is not a valid permission string`]);
  }
});

test('both parts of the authentication are required, and neither is repeated in a message', (t) => {
  t.deepEqual(messages({ zkAddrs, authInfo: { auth: 'user:secret' } }), ['authInfo.scheme: is required: expected string']);
  t.deepEqual(messages({ zkAddrs, authInfo: { scheme: 'digest' } }), ['authInfo.auth: is required: expected string']);
  t.false(
    messages({ zkAddrs, authInfo: { scheme: 'digest', auth: 'user:secret', x: 1 } })
      .join()
      .includes('secret'),
  );
});

test('a prefix is the path of a node', (t) => {
  for (const pathPrefix of ['', '/', 'dtabs', '/dtabs/', '/a//b', '/a/../b', '/.']) {
    t.regex(messages({ zkAddrs, pathPrefix })[0] ?? '', /^pathPrefix: must/, pathPrefix);
  }
});

test('ports, unknown keys and types are all reported at once', (t) => {
  const found = messages({ zkAddrs: [{ host: 'zk1', port: 70_000 }], pathPrefx: '/x', sessionTimeoutMs: '5' });
  t.is(found.length, 3);
  t.true(found.includes('zkAddrs.0.port: 70000 outside valid range for ports'));
});

test('the table in the README has the keys of the schema', (t) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  const { properties } = schema.jsonSchema as { properties: Readonly<Record<string, unknown>> };
  t.deepEqual(table, ['kind', ...Object.keys(properties)]);
});
