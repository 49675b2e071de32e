import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type K8sAccess, K8sClient, type K8sReply, kubeconfig, serviceAccount } from '@namerd/k8s-client';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { folder, json, makeCertificates, TestServer } from './server.ts';

interface Place {
  readonly dir: string;
  readonly server: TestServer;
  readonly certificates: Awaited<ReturnType<typeof makeCertificates>>;
}

/** A server with TLS that tells who it thinks we are. */
async function place(t: ExecutionContext): Promise<Place> {
  const dir = await folder(t);
  const certificates = await makeCertificates(dir);
  const tls = { ...certificates.server, requestCert: true, rejectUnauthorized: false };
  const server = await TestServer.start((request, response) => {
    const { socket } = request as unknown as { socket: import('node:tls').TLSSocket };
    const certificate = socket.authorized ? socket.getPeerCertificate().subject.CN : undefined;
    json(response, 200, { token: request.headers.authorization ?? null, certificate: certificate ?? null });
  }, tls);
  t.teardown(() => server[Symbol.asyncDispose]());
  return { dir, server, certificates };
}

async function ask(access: K8sAccess): Promise<K8sReply> {
  await using client = new K8sClient({ access, timeoutMs: 2_000 });
  return await client.get('/x');
}

async function write(dir: string, name: string, content: object | string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

function config(cluster: object, user: object, context: object = {}): object {
  return {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function serviceAccountDir(dir: string, ca: string): Promise<string> {
  const account = join(dir, 'serviceaccount');
  await mkdir(account);
  await write(account, 'token', 'first\n');
  await write(account, 'ca.crt', ca);
  await write(account, 'namespace', 'shop\n');
  return account;
}

test("a pod's access: token, certificate authority and namespace; a token that is renewed is used for the next request", async (t) => {
  const { dir, server, certificates } = await place(t);
  const account = await serviceAccountDir(dir, certificates.ca);
  const access = serviceAccount({ dir: account, server: server.url });
  t.is(access.namespace, 'shop');
  await using client = new K8sClient({ access });
  t.like(await client.get('/x'), { body: { token: 'Bearer first' } });
  await write(account, 'token', 'second');
  t.like(await client.get('/x'), { body: { token: 'Bearer second' } });
  await write(account, 'token', '');
  await t.throwsAsync(client.get('/x'), { code: 'FORBIDDEN', message: /empty/ });
});

test('a certificate authority that is renewed is used for the next connection', async (t) => {
  const { dir, server, certificates } = await place(t);
  const account = await serviceAccountDir(dir, certificates.ca);
  const other = await folder(t);
  await write(account, 'ca.crt', (await makeCertificates(other)).ca);
  const access = serviceAccount({ dir: account, server: server.url });
  await using client = new K8sClient({ access });
  await t.throwsAsync(client.get('/x'), { code: 'UNAVAILABLE' });
  await write(account, 'ca.crt', certificates.ca);
  t.is((await client.get('/x')).kind, 'ok');
});

test('outside a pod the access of a pod is CONFIG', async (t) => {
  t.throws(() => serviceAccount({ dir: '/nowhere' }), { code: 'CONFIG', message: /\/nowhere\/token/ });
});

test('the default server of a pod has the name that it has in every cluster', async (t) => {
  const account = await serviceAccountDir(await folder(t), 'x');
  t.is(serviceAccount({ dir: account }).server, 'https://kubernetes.default.svc');
});

test('a server whose certificate is of another authority, or of another name, is not spoken to', async (t) => {
  const { server, certificates } = await place(t);
  const access = { server: server.url, token: async () => 'secret' };
  await t.throwsAsync(ask(access), { code: 'UNAVAILABLE' });
  await t.throwsAsync(ask({ ...access, tls: () => ({ ca: certificates.ca, servername: 'elsewhere' }) }), {
    code: 'UNAVAILABLE',
    message: /elsewhere/,
  });
  t.is((await ask({ ...access, tls: () => ({ ca: certificates.ca }) })).kind, 'ok');
  t.is((await ask({ ...access, tls: () => ({ ca: certificates.ca, servername: 'kubernetes.default.svc' }) })).kind, 'ok');
});

test('a kubeconfig with everything in it: authority, client certificate, namespace', async (t) => {
  const { dir, server, certificates } = await place(t);
  const cluster = { server: server.url, 'certificate-authority-data': base64(certificates.ca) };
  const user = { 'client-certificate-data': base64(certificates.cert), 'client-key-data': base64(certificates.key) };
  const access = kubeconfig({ path: await write(dir, 'config', config(cluster, user, { namespace: 'shop' })) });
  t.is(access.namespace, 'shop');
  t.deepEqual(await ask(access), { kind: 'ok', body: { token: null, certificate: 'client' } });
});

test('a kubeconfig with files beside it, and a token in a file before one in the text', async (t) => {
  const { dir, server } = await place(t);
  await write(dir, 'my-token', 'from a file');
  const cluster = { server: server.url, 'certificate-authority': 'ca.crt' };
  const user = { 'client-certificate': 'client.crt', 'client-key': 'client.key', tokenFile: 'my-token', token: 'in the text' };
  const access = kubeconfig({ path: await write(dir, 'config', config(cluster, user)) });
  t.is(access.namespace, undefined);
  t.deepEqual(await ask(access), { kind: 'ok', body: { token: 'Bearer from a file', certificate: 'client' } });
});

test('a kubeconfig has several contexts, and may say that certificates are not to be checked', async (t) => {
  const { dir, server } = await place(t);
  const both = {
    'current-context': 'a',
    contexts: [
      { name: 'a', context: { cluster: 'c', user: 'u' } },
      { name: 'b', context: { cluster: 'c', user: 'v' } },
    ],
    clusters: [{ name: 'c', cluster: { server: server.url, 'insecure-skip-tls-verify': true } }],
    users: [
      { name: 'u', user: { token: 'of u' } },
      { name: 'v', user: { token: 'of v' } },
    ],
  };
  const path = await write(dir, 'config', both);
  t.like(await ask(kubeconfig({ path })), { body: { token: 'Bearer of u' } });
  t.like(await ask(kubeconfig({ path, context: 'b' })), { body: { token: 'Bearer of v' } });
  t.throws(() => kubeconfig({ path, context: 'c' }), { code: 'CONFIG', message: /no context c/ });
});

const cluster = { server: 'https://localhost' };

for (const [title, content, message] of [
  ['that runs a program for its credentials', config(cluster, { exec: { command: 'aws' } }), /exec of user u runs a program/],
  ['with a plugin of kubectl', config(cluster, { 'auth-provider': { name: 'gcp' } }), /auth-provider/],
  ['with a password', config(cluster, { username: 'me', password: 'hunter2' }), /basic authentication/],
  ['that acts for somebody else', config(cluster, { as: 'root' }), /somebody else/],
  ['with a proxy', config({ ...cluster, 'proxy-url': 'http://p' }, {}), /proxy-url/],
  ['without a current context', { contexts: [] }, /no current-context/],
  ['whose context names no cluster that there is', { ...config(cluster, {}), clusters: [] }, /no cluster c/],
  ['whose user is not there', { ...config(cluster, {}), users: null }, /no user u/],
  ['without a server', config({}, {}), /no server/],
  ['whose server is no URL', config({ server: 'here' }, {}), /not a URL/],
  ['with a certificate without its key', config(cluster, { 'client-certificate-data': 'eA==' }), /only of use together/],
  ['whose authority cannot be read', config({ ...cluster, 'certificate-authority': 'nowhere.crt' }, {}), /nowhere\.crt/],
  ['that is a list', '- a', /not an object/],
  ['that is not YAML', '{token: hunter2', /not YAML/],
] as const) {
  test(`a kubeconfig ${title} is CONFIG`, async (t) => {
    const path = await write(await folder(t), 'config', content);
    const error = t.throws(() => kubeconfig({ path }), { code: 'CONFIG', message });
    t.notRegex(error?.message ?? '', /hunter2/);
  });
}

test('a kubeconfig that is not there is CONFIG', (t) => {
  t.throws(() => kubeconfig({ path: '/nowhere/config' }), { code: 'CONFIG', message: /\/nowhere\/config/ });
});
