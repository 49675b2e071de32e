import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Dtab, Namespace, NamingError } from '@namerd/plugin';
import { Certificates, type Service } from '@namerd/services';
import { Watch } from '@namerd/testkit';
import test, { type ExecutionContext } from 'ava';
import { etcdOrSkip, openStore } from './backend.ts';

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /a');
const apis = ['v3', 'v2'] as const;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error) => NamingError.from(error).code,
  );
}

async function etcdctl({ port }: Service, api: 'v3' | 'v2', ...args: readonly string[]): Promise<void> {
  const env = { ...process.env, ETCDCTL_API: api.slice(1) };
  await promisify(execFile)('etcdctl', ['--endpoints', `http://127.0.0.1:${port}`, ...args], { env });
}

/** With a certificate of the server, and clients that must have one, too. */
async function startWithTls({ ca, server }: Certificates): Promise<Service | undefined> {
  const pair = ['--cert-file', server.cert, '--key-file', server.key];
  return etcdOrSkip({ args: ['--enable-v2', ...pair, '--client-cert-auth', '--trusted-ca-file', ca], scheme: 'https' });
}

test('TLS: only the right certificates on both sides will do', async (t) => {
  using certificates = new Certificates();
  await using service = await startWithTls(certificates);
  if (service === undefined) return void t.pass();
  const { ca, client, stranger } = certificates;
  const clientAuth = { certPath: client.cert, keyPath: client.key };
  const good = { commonName: 'localhost', trustCertsBundle: ca, clientAuth };
  const cases: readonly (readonly [string, object | undefined, string])[] = [
    ['all is right', good, 'ok'],
    ['validation is off', { disableValidation: true, clientAuth }, 'ok'],
    ['TLS 1.2', { ...good, protocols: ['TLSv1.2'] }, 'ok'],
    ['another name', { ...good, commonName: 'elsewhere' }, 'UNAVAILABLE'],
    ['another authority', { ...good, trustCertsBundle: stranger.cert }, 'UNAVAILABLE'],
    ['the authorities of the platform', { commonName: 'localhost', clientAuth }, 'UNAVAILABLE'],
    ['no certificate of ours', { ...good, clientAuth: undefined }, 'UNAVAILABLE'],
    ['a stranger', { ...good, clientAuth: { certPath: stranger.cert, keyPath: stranger.key } }, 'UNAVAILABLE'],
    ['no TLS', undefined, 'UNAVAILABLE'],
  ];
  for (const api of apis) {
    for (const [what, tls, expected] of cases) {
      await using store = openStore(service.port, { api, timeoutMs: 2_000, ...(tls !== undefined && { tls }) });
      t.is(await codeOf(store.put(web, dtab)), expected, `${api}, ${what}: write`);
      t.is(await codeOf(store.observe(web).first()), expected, `${api}, ${what}: read`);
    }
  }
});

test('TLS: a file that is missing is CONFIG and named', async (t) => {
  await using store = openStore(1, { tls: { commonName: 'localhost', trustCertsBundle: '/no/such/file.pem' } });
  const error = await t.throwsAsync(store.put(web, dtab));
  t.true(NamingError.is(error, 'CONFIG') && error.details['file'] === '/no/such/file.pem', String(error));
  t.is(NamingError.is(error) && error.details['outcome'], undefined, 'nothing was sent');
});

async function forbidden(t: ExecutionContext, port: number, config: object): Promise<void> {
  await using store = openStore(port, config);
  for (const promise of [store.observe(web).first(), store.list().first(), store.put(web, dtab), store.delete(web)]) {
    const error = await t.throwsAsync<Error>(promise);
    t.true(NamingError.is(error, 'FORBIDDEN'), `${JSON.stringify(config)}: ${error}`);
    t.false(`${error} ${error?.stack} ${JSON.stringify(error)}`.includes('secret'));
  }
}

test('v3 authentication: a user may what its role may, and the rest is FORBIDDEN', async (t) => {
  await using service = await etcdOrSkip();
  if (service === undefined) return void t.pass();
  for (const command of [
    'user add root:root-secret',
    'user add namerd:secret',
    'user add reader:secret',
    'user add nobody:secret',
    'role add dtabs',
    'role grant-permission dtabs --prefix=true readwrite /namerd/dtabs/',
    'user grant-role namerd dtabs',
    'role add look',
    'role grant-permission look --prefix=true read /namerd/dtabs/',
    'user grant-role reader look',
    'auth enable',
  ]) {
    await etcdctl(service, 'v3', ...command.split(' '));
  }
  await using store = openStore(service.port, { username: 'namerd', password: 'secret' });
  const version = await store.create(web, dtab);
  using watch = new Watch(store.observe(web), 10_000);
  await watch.fresh('the dtab', (found) => found?.version === version);

  await using reader = openStore(service.port, { username: 'reader', password: 'secret' });
  t.is((await reader.observe(web).first())?.version, version);
  t.is(await codeOf(reader.update(web, dtab, version)), 'FORBIDDEN');

  for (const config of [
    {},
    { username: 'nobody', password: 'secret' },
    { username: 'namerd', password: 'wrong-secret' },
    { username: 'unknown', password: 'secret' },
    { username: 'namerd', password: 'secret', pathPrefix: '/elsewhere' },
  ]) {
    await forbidden(t, service.port, config);
  }

  // A restart makes etcd forget its tokens: the old one is refused, and a new one asked for.
  await service.kill();
  await service.restart();
  const next = await store.put(web, Dtab.parse('/svc => /b'));
  await watch.fresh('the write after the restart', (found) => found?.version === next);
});

test('v3 authentication: a token that has expired is replaced, and the watch goes on', async (t) => {
  using certificates = new Certificates();
  const { key, cert } = certificates.server;
  await promisify(execFile)('openssl', ['x509', '-in', cert, '-pubkey', '-noout', '-out', `${cert}.pub`]);
  const jwt = `jwt,pub-key=${cert}.pub,priv-key=${key},sign-method=ES256,ttl=1s`;
  await using service = await etcdOrSkip({ args: ['--auth-token', jwt] });
  if (service === undefined) return void t.pass();
  for (const command of ['user add root:secret', 'auth enable']) await etcdctl(service, 'v3', ...command.split(' '));
  await using store = openStore(service.port, { username: 'root', password: 'secret' });
  using watch = new Watch(store.observe(web), 10_000);
  for (let n = 0; n < 4; n++) {
    const version = await store.put(web, Dtab.parse(`/svc => /n${n}`));
    await watch.fresh('the write', (found) => found?.version === version);
    await new Promise((resolve) => setTimeout(resolve, 700)); // the life of a token is real time
  }
  t.true(watch.history.every(({ kind }) => kind !== 'failed'));
});

test('credentials for a server that has none are no harm', async (t) => {
  await using service = await etcdOrSkip({ args: ['--enable-v2'] });
  if (service === undefined) return void t.pass();
  for (const api of apis) {
    await using store = openStore(service.port, { api, username: 'namerd', password: 'secret' });
    t.is(await codeOf(store.put(web, dtab)), 'ok', api);
  }
});

test('v2 authentication: what the guest may not is FORBIDDEN, and namerd’s user may', async (t) => {
  await using service = await etcdOrSkip({ args: ['--enable-v2'] });
  if (service === undefined) return void t.pass();
  const auth = `http://127.0.0.1:${service.port}/v2/auth`;
  const put = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(auth + path, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const root = { authorization: `Basic ${btoa('root:root-secret')}` };
  await put('/users/root', { user: 'root', password: 'root-secret' });
  await put('/enable', {});
  await put('/roles/dtabs', { role: 'dtabs', permissions: { kv: { read: ['/namerd/*'], write: ['/namerd/*'] } } }, root);
  await put('/users/namerd', { user: 'namerd', password: 'secret', roles: ['dtabs'] }, root);
  await put('/roles/guest', { role: 'guest', revoke: { kv: { read: ['/*'], write: ['/*'] } } }, root);
  await using store = openStore(service.port, { api: 'v2', username: 'namerd', password: 'secret' });
  const version = await store.create(web, dtab);
  t.is((await store.observe(web).first())?.version, version);
  for (const config of [{}, { username: 'namerd', password: 'wrong-secret' }])
    await forbidden(t, service.port, { api: 'v2', ...config });
});
