import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPluginContext } from '@namerd/plugin';
import { K8sStore, k8sStore } from '@namerd/store-k8s';
import test from 'ava';

const { schema } = k8sStore;

function messages(input: unknown): readonly string[] {
  const decoded = schema.decode(input);
  return decoded.ok ? [] : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function create(input: unknown): K8sStore {
  const decoded = schema.decode(input);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  return new K8sStore(decoded.value, createPluginContext());
}

test('nothing is required: the default is kubectl proxy, as in namerd 1.7.5', (t) => {
  t.deepEqual(schema.decode({}), { ok: true, value: { timeoutMs: 5_000, resyncMs: 30_000 } });
  t.notThrows(() => create({}));
});

test('a configuration of namerd 1.7.5 is read', (t) => {
  const decoded = schema.decode({ host: 'proxy', port: 8080, namespace: 'namerd' });
  t.like(decoded.ok && decoded.value, { host: 'proxy', port: 8080, namespace: 'namerd' });
});

test('unknown keys, wrong types and numbers out of range are all reported at once', (t) => {
  const found = messages({ hots: 'x', port: '8001', timeoutMs: 1, auth: { kind: 'bearer', tokn: 'x' } });
  t.deepEqual(
    ['port', 'timeoutMs', 'hots', 'auth.tokn'].filter((key) => !found.some((message) => message.startsWith(`${key}: `))),
    [],
  );
});

test('the namespace is that of Kubernetes, and has its form', (t) => {
  for (const namespace of ['', 'UPPER', 'under_score', '-a', 'a/b', 'x'.repeat(64)])
    t.regex(messages({ namespace })[0] ?? '', /^namespace: /);
});

test('a token needs TLS, and is given in one way', (t) => {
  t.deepEqual(messages({ auth: { kind: 'bearer', token: 'x' } }), [
    'tls: auth bearer needs tls: a token must not be sent in the clear',
  ]);
  const tls = { commonName: 'kubernetes.default.svc' };
  t.deepEqual(messages({ tls, auth: { kind: 'bearer' } }), ['auth: auth bearer needs either token or tokenFile']);
  t.deepEqual(messages({ tls, auth: { kind: 'bearer', token: 'x', tokenFile: 'y' } }), [
    'auth: auth bearer needs either token or tokenFile',
  ]);
  t.deepEqual(messages({ tls, auth: { kind: 'bearer', token: 'x' } }), []);
});

test('what a service account or a kubeconfig brings along cannot be configured besides', (t) => {
  const tls = { disableValidation: true };
  t.deepEqual(messages({ tls, auth: { kind: 'serviceAccount' } }), ['tls: tls and auth serviceAccount exclude each other']);
  t.deepEqual(messages({ host: 'h', port: 1, auth: { kind: 'kubeconfig', path: 'p' } }), [
    'host: host and auth kubeconfig exclude each other',
    'port: port and auth kubeconfig exclude each other',
  ]);
});

test('an unknown kind of credentials is refused', (t) => {
  t.regex(messages({ auth: { kind: 'exec' } })[0] ?? '', /^auth/);
});

test('files that are not there, or say what we cannot do, are CONFIG when the store is made', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'store-k8s-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const path = join(dir, 'config');
  const user = { exec: { command: 'aws' } };
  const contexts = [{ name: 'a', context: { cluster: 'c', user: 'u' } }];
  const clusters = [{ name: 'c', cluster: { server: 'https://localhost' } }];
  await writeFile(path, JSON.stringify({ 'current-context': 'a', contexts, clusters, users: [{ name: 'u', user }] }));
  t.throws(() => create({ auth: { kind: 'kubeconfig', path } }), { code: 'CONFIG', message: /exec/ });
  t.throws(() => create({ auth: { kind: 'kubeconfig', path: '/nowhere' } }), { code: 'CONFIG' });
  t.throws(() => create({ auth: { kind: 'serviceAccount', dir: '/nowhere' } }), { code: 'CONFIG', message: /\/nowhere/ });
  const tls = { commonName: 'x', trustCertsBundle: '/nowhere.crt' };
  t.throws(() => create({ tls }), { code: 'CONFIG', message: /nowhere\.crt/ });
});

test("the README's table has the keys of the schema", (t) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const table = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  const { properties } = schema.jsonSchema as { properties: Readonly<Record<string, unknown>> };
  t.deepEqual(table, ['kind', ...Object.keys(properties)]);
});
