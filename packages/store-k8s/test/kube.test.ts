import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPluginContext, Dtab, type DtabStore, Namespace, Version } from '@namerd/plugin';
import { Watch } from '@namerd/testkit';
import test, { type ExecutionContext } from 'ava';
import { accessKeys, adminOf, apply, createNamespace, kubeOrSkip, ok, openStore } from './kube.ts';

const kube = await kubeOrSkip();
const admin = kube && (await adminOf(kube));
const web = Namespace.parse('web');
const [a, b] = [Dtab.parse('/svc => /a'), Dtab.parse('/svc => /b')];

function disposed<S extends DtabStore>(t: ExecutionContext, store: S): S {
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
}

function watching<T>(t: ExecutionContext, watch: Watch<T>): Watch<T> {
  t.teardown(() => watch[Symbol.dispose]());
  return watch;
}

if (kube === undefined || admin === undefined) {
  test('there is no Kubernetes API server here', (t) => t.pass());
} else {
  test.after.always(async () => {
    await admin[Symbol.asyncDispose]();
    await kube[Symbol.asyncDispose]();
  });

  /** What the server has, asked for without any code of ours. */
  const raw = (method: string, path: string, body?: string): Promise<Record<string, unknown>> => {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    const headers = { authorization: `Bearer ${kube.adminToken}`, 'content-type': 'application/json' };
    const options = { host: '127.0.0.1', port: kube.port, method, path, headers, rejectUnauthorized: false };
    request(options, (response) => {
      const parts: Buffer[] = [];
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    })
      .on('error', reject)
      .end(body);
    return promise;
  };
  const dtabs = (namespace: string): string => `/apis/l5d.io/v1alpha1/namespaces/${namespace}/dtabs`;

  test.serial(
    'before the shipped definition is applied nothing is absent; afterwards the store comes to life by itself',
    async (t) => {
      const store = disposed(t, openStore(accessKeys(kube)));
      const seen = watching(t, new Watch(store.observe(web), 20_000));
      const failed = await seen.until('failed', ({ kind }) => kind !== 'pending');
      t.like(failed, { kind: 'failed', error: { code: 'UNAVAILABLE' } });
      await t.throwsAsync(store.create(web, a), { code: 'UNAVAILABLE', message: /dtab-crd\.yaml/ });
      await t.throwsAsync(store.delete(web), { code: 'UNAVAILABLE', message: /dtab-crd\.yaml/ });
      await apply(admin, 'dtab-crd.yaml');
      await seen.fresh('absence', (found) => found === undefined);
      const version = await store.create(web, a);
      await seen.fresh('the dtab', (found) => found?.version === version);
    },
  );

  test.serial('what we write the server has, and keeps prefix and dst of each dentry', async (t) => {
    await createNamespace(admin, 'layout');
    const store = disposed(t, openStore({ ...accessKeys(kube), namespace: 'layout' }));
    const version = await store.create(web, Dtab.parse('/svc => 0.001 * /#/io.l5d.fs & /b ; /host/*/x => !'));
    const { metadata, ...object } = await raw('GET', `${dtabs('layout')}/web`);
    t.deepEqual(object, {
      apiVersion: 'l5d.io/v1alpha1',
      kind: 'DTab',
      dentries: [
        { prefix: '/svc', dst: '0.001*/#/io.l5d.fs & /b' },
        { prefix: '/host/*/x', dst: '!' },
      ],
    });
    t.is((metadata as { resourceVersion: string }).resourceVersion, Version.text(version));
  });

  test.serial('what namerd 1.7.5 wrote is read, and its labels, annotations and finalizers survive our writing', async (t) => {
    await createNamespace(admin, 'namerd');
    const nothing =
      '"generateName":null,"namespace":null,"selfLink":null,"uid":null,"resourceVersion":null,"generation":null,"creationTimestamp":null,"deletionTimestamp":null';
    const written = `{"dentries":[{"prefix":"/svc","dst":"0.33*/a & 0.67*/b"}],"kind":"DTab","metadata":{"name":"web",${nothing},"labels":null,"annotations":null},"apiVersion":"l5d.io/v1alpha1"}`;
    await raw('POST', dtabs('namerd'), written);
    const store = disposed(t, openStore({ ...accessKeys(kube), namespace: 'namerd' }));
    const found = await store.observe(web).first();
    t.is(found && Dtab.show(found.dtab), '/svc=>0.33*/a & 0.67*/b');
    const object = await raw('GET', `${dtabs('namerd')}/web`);
    const metadata = {
      ...(object['metadata'] as object),
      labels: { team: 'x' },
      annotations: { note: 'y' },
      finalizers: ['example.com/keep'],
    };
    await raw('PUT', `${dtabs('namerd')}/web`, JSON.stringify({ ...object, metadata }));
    await store.put(web, b);
    const after = await raw('GET', `${dtabs('namerd')}/web`);
    t.like(after, { dentries: [{ prefix: '/svc', dst: '/b' }], metadata: { labels: { team: 'x' }, annotations: { note: 'y' } } });
    t.deepEqual((after['metadata'] as { finalizers: unknown }).finalizers, ['example.com/keep']);
    await store.delete(web);
    t.truthy(await store.observe(web).first(), 'the finalizer keeps it');
  });

  test.serial(
    'the server refuses an object without dentries, and to write what is there already keeps its version',
    async (t) => {
      const refused = await raw(
        'POST',
        dtabs('default'),
        '{"apiVersion":"l5d.io/v1alpha1","kind":"DTab","metadata":{"name":"bad"}}',
      );
      t.like(refused, { kind: 'Status', code: 422 });
      const store = disposed(t, openStore(accessKeys(kube)));
      const version = await store.put(web, a);
      t.is(await store.put(web, a), version);
    },
  );

  test.serial(
    'two servers on one cluster: the other serves an edit within a second, also after a restart of the API server',
    async (t) => {
      await createNamespace(admin, 'two');
      const open = () => disposed(t, openStore({ ...accessKeys(kube), namespace: 'two' }));
      const [one, other] = [open(), open()];
      const seen = watching(t, new Watch(other.observe(web), 30_000));
      await seen.fresh('absence', (found) => found === undefined);
      const took: number[] = [];
      const edit = async (n: number): Promise<void> => {
        const started = performance.now();
        const version = await one.put(web, Dtab.parse(`/svc => /n${n}`));
        await seen.fresh(`edit ${n}`, (found) => found?.version === version);
        took.push(performance.now() - started);
      };
      for (let n = 0; n < 50; n++) await edit(n);
      const p99 = took.toSorted((x, y) => x - y).at(-1) ?? Number.POSITIVE_INFINITY;
      t.log(`the slowest of 50 edits took ${Math.round(p99)} ms`);
      t.true(p99 < 1_000, `${p99} ms`);
      await kube.kill();
      await seen.until('the outage', (state) => state.kind === 'ok' && state.stale !== undefined);
      await kube.restart();
      await seen.fresh('the last edit, fresh again', (found) => found !== undefined);
      for (let n = 50; n < 60; n++) await edit(n);
      t.true(seen.history.slice(1).every(({ kind }) => kind === 'ok'));
    },
  );

  test.serial(
    'with the shipped role a service account may do everything with dtabs, and nothing without it; its token is renewed',
    async (t) => {
      const dir = await mkdtemp(join(tmpdir(), 'store-k8s-'));
      t.teardown(() => rm(dir, { recursive: true }));
      await writeFile(join(dir, 'ca.crt'), await readFile(kube.caFile));
      await writeFile(join(dir, 'namespace'), 'default');
      await writeFile(join(dir, 'token'), 'of nobody');
      const config = { host: '127.0.0.1', port: kube.port, auth: { kind: 'serviceAccount', dir } };
      const store = disposed(t, openStore(config, createPluginContext({ random: () => 0.1 })));
      const seen = watching(t, new Watch(store.observe(Namespace.parse('mine')), 20_000));
      const unknown = await seen.until('401', ({ kind }) => kind !== 'pending');
      t.like(unknown, { kind: 'failed', error: { code: 'FORBIDDEN', details: { status: 401 } } });

      await apply(admin, 'rbac.yaml');
      const spec = { audiences: ['https://kubernetes.default.svc'], expirationSeconds: 600 };
      const asked = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec };
      const reply = ok(await admin.create('/api/v1/namespaces/default/serviceaccounts/namerd/token', asked));
      await writeFile(join(dir, 'token'), (reply['status'] as { token: string }).token);
      await seen.fresh('absence, with the renewed token', (found) => found === undefined);

      const mine = Namespace.parse('mine');
      const version = await store.create(mine, a);
      await store.update(mine, b, version);
      await store.put(mine, a);
      t.true((await store.list().first()).includes(mine));
      await store.delete(mine);
      const elsewhere = disposed(t, openStore({ ...config, namespace: 'layout' }));
      await t.throwsAsync(elsewhere.put(web, a), { code: 'FORBIDDEN', message: /system:serviceaccount:default:namerd/ });
      await t.throwsAsync(elsewhere.list().first(), { code: 'FORBIDDEN' });
    },
  );

  test.serial('a user without rights is FORBIDDEN to read and to write, and never sees an absence', async (t) => {
    const store = disposed(t, openStore(accessKeys(kube, 'nobody-token')));
    await t.throwsAsync(store.observe(web).first(), { code: 'FORBIDDEN' });
    await t.throwsAsync(store.list().first(), { code: 'FORBIDDEN' });
    for (const write of [store.create(web, a), store.put(web, a), store.update(web, a, Version.ofText('1')), store.delete(web)]) {
      await t.throwsAsync(write, { code: 'FORBIDDEN' });
    }
  });

  test.serial('the certificate of the server must be of the trusted authority and of the name', async (t) => {
    const { tls: _, ...rest } = accessKeys(kube) as { tls: object };
    for (const tls of [
      { commonName: 'kubernetes.default.svc' }, // the roots of the platform
      { commonName: 'elsewhere.example', trustCertsBundle: kube.caFile },
    ]) {
      const store = disposed(t, openStore({ ...rest, tls }));
      await t.throwsAsync(store.list().first(), { code: 'UNAVAILABLE' });
      await t.throwsAsync(store.put(web, a), { code: 'UNAVAILABLE' });
    }
    t.true(
      Array.isArray(
        await disposed(t, openStore({ ...rest, tls: { disableValidation: true } }))
          .list()
          .first(),
      ),
    );
  });

  test.serial('a kubeconfig is all that is needed', async (t) => {
    const dir = await mkdtemp(join(tmpdir(), 'store-k8s-'));
    t.teardown(() => rm(dir, { recursive: true }));
    const path = join(dir, 'config');
    const cluster = { server: `https://127.0.0.1:${kube.port}`, 'certificate-authority': kube.caFile };
    const context = { cluster: 'c', user: 'u', namespace: 'layout' };
    const [contexts, clusters, users] = [
      [{ name: 'here', context }],
      [{ name: 'c', cluster }],
      [{ name: 'u', user: { token: kube.adminToken } }],
    ];
    await writeFile(path, JSON.stringify({ 'current-context': 'here', contexts, clusters, users }));
    const store = disposed(t, openStore({ auth: { kind: 'kubeconfig', path } }));
    t.deepEqual(await store.list().first(), [web]);
  });
}
