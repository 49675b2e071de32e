import { Dtab, type DtabStore, Namespace, NamingError } from '@namerd/plugin';
import { Certificates, freePorts } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';
import { api, consulOrSkip, openStore, type Service } from './backend.ts';

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /a');
const master = '11111111-2222-3333-4444-555555555555';

/** Runs `body` with a Consul that was started with this configuration. */
async function withConsul(t: ExecutionContext, hcl: string, body: (service: Service) => Promise<void>): Promise<void> {
  const service = await consulOrSkip({ args: ['-hcl', hcl] });
  if (service === undefined) {
    t.pass('there is no Consul here');
    return;
  }
  try {
    await body(service);
  } finally {
    await service[Symbol.asyncDispose]();
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error) => NamingError.from(error).code,
  );
}

/** What a put and a read give. */
async function codesOf(store: DtabStore): Promise<readonly string[]> {
  return [await codeOf(store.put(web, dtab)), await codeOf(store.observe(web).first())];
}

/** Until the ACLs of a new Consul are in force. */
async function aclsReady({ port }: Service): Promise<void> {
  const headers = { 'X-Consul-Token': master };
  for (;;) {
    if ((await api(port, '/acl/token/self', { headers })).ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A token with these rules. */
async function tokenWith({ port }: Service, name: string, rules: string): Promise<string> {
  const put = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'X-Consul-Token': master };
    const response = await api(port, path, { method: 'PUT', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };
  await put('/acl/policy', { Name: name, Rules: rules });
  return String((await put('/acl/token', { Policies: [{ Name: name }] }))['SecretID']);
}

test('a token that may is accepted; one that may not, an unknown one and none are FORBIDDEN, and never an absence', async (t) => {
  const acl = `acl { enabled = true default_policy = "deny" tokens { master = "${master}" } }`;
  await withConsul(t, acl, async (service) => {
    await aclsReady(service);
    const writer = await tokenWith(service, 'writer', 'key_prefix "namerd/dtabs/" { policy = "write" }');
    const reader = await tokenWith(service, 'reader', 'key_prefix "namerd/dtabs/" { policy = "read" }');
    const other = await tokenWith(service, 'other', 'key_prefix "elsewhere/" { policy = "write" }');
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [{ token: master }, ['ok', 'ok']],
      [{ token: writer }, ['ok', 'ok']],
      [{ token: reader }, ['FORBIDDEN', 'ok']],
      [{ token: other }, ['FORBIDDEN', 'FORBIDDEN']],
      [{ token: '99999999-2222-3333-4444-555555555555' }, ['FORBIDDEN', 'FORBIDDEN']],
      [{}, ['FORBIDDEN', 'FORBIDDEN']],
    ];
    for (const [config, expected] of cases) {
      await using store = openStore(service.port, config);
      t.deepEqual(await codesOf(store), expected, JSON.stringify(config));
    }
    await using store = openStore(service.port, { token: reader });
    t.deepEqual(await store.list().first(), [web]);
    t.is(await codeOf(store.delete(web)), 'FORBIDDEN');
    t.is(await codeOf(store.create(Namespace.parse('new'), dtab)), 'FORBIDDEN');
    t.like(await store.observe(web).first(), { dtab });
  });
});

test('TLS with a client certificate is accepted; strangers, wrong names and unknown authorities are not', async (t) => {
  using certificates = new Certificates();
  const { ca, server, client, stranger } = certificates;
  const [port = 0] = await freePorts(1);
  const files = `ca_file = "${ca}" cert_file = "${server.cert}" key_file = "${server.key}"`;
  await withConsul(t, `ports { https = ${port} } verify_incoming_https = true ${files}`, async (service) => {
    const tls = { commonName: 'localhost', trustCertsBundle: ca, clientAuth: { certPath: client.cert, keyPath: client.key } };
    await using good = openStore(port, { tls });
    t.deepEqual(await codesOf(good), ['ok', 'ok']);
    await using insecure = openStore(port, { tls: { disableValidation: true, clientAuth: tls.clientAuth } });
    t.deepEqual(await codesOf(insecure), ['ok', 'ok']);
    for (const bad of [
      { ...tls, clientAuth: { certPath: stranger.cert, keyPath: stranger.key } },
      { ...tls, clientAuth: undefined },
      { ...tls, commonName: 'elsewhere' },
      { ...tls, trustCertsBundle: stranger.cert },
      { enabled: false },
    ]) {
      await using store = openStore(port, { tls: JSON.parse(JSON.stringify(bad)) });
      const isPlain = 'enabled' in bad; // HTTP to a port of HTTPS: it says that it is none
      t.deepEqual(await codesOf(store), isPlain ? ['PROTOCOL', 'PROTOCOL'] : ['UNAVAILABLE', 'UNAVAILABLE'], JSON.stringify(bad));
    }
    t.true((await api(service.port, '/kv/namerd/dtabs/web')).ok);
  });
});

test('a certificate file that cannot be read is CONFIG when the store is made', (t) => {
  const tls = { commonName: 'localhost', trustCertsBundle: '/there/is/no/such.pem' };
  t.true(
    NamingError.is(
      t.throws(() => openStore(1, { tls })),
      'CONFIG',
    ),
  );
});
