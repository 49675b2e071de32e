import { Dtab, Namespace, NamingError, Version } from '@namerd/plugin';
import test, { type ExecutionContext } from 'ava';
import { FakeKube } from './fake-kube.ts';
import { type FakeObject, type FakeReply, status } from './fake-objects.ts';
import { openOn } from './fake-space.ts';

const web = Namespace.parse('web');
const [a, b] = [Dtab.parse('/svc => /a'), Dtab.parse('/svc => /b')];

async function scene(t: ExecutionContext) {
  const fake = await FakeKube.start();
  const store = openOn(fake);
  t.teardown(async () => {
    await store[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const held = (): FakeObject => fake.objects.get('default', 'web').body as FakeObject;
  /** Answers the next write so, after the fake has carried out `before`. */
  const once = (method: string, answer: () => FakeReply | undefined): void => {
    fake.intercept = (request) => {
      if (request.method !== method) return undefined;
      fake.intercept = undefined;
      return answer();
    };
  };
  return { fake, store, held, once };
}

test('an object is written as namerd 1.7.5 writes it, but for the nulls', async (t) => {
  const { store, held } = await scene(t);
  const version = await store.create(web, Dtab.parse('/svc => /#/io.l5d.fs | 0.001 * /b & /c ; /host/*/x => /\\x2a'));
  const { metadata, ...rest } = held();
  t.is(
    JSON.stringify(rest),
    JSON.stringify({
      dentries: [
        { prefix: '/svc', dst: '/#/io.l5d.fs | 0.001*/b & /c' },
        { prefix: '/host/*/x', dst: '/\\x2a' },
      ],
      kind: 'DTab',
      apiVersion: 'l5d.io/v1alpha1',
    }),
  );
  t.is(metadata.name, 'web');
  t.is(version, Version.ofText(metadata.resourceVersion));
});

test('an object that namerd 1.7.5 wrote is read: nulls, two-decimal weights, the version as ETag', async (t) => {
  const { fake, store } = await scene(t);
  const nothing = Object.fromEntries(
    ['generateName', 'selfLink', 'labels', 'annotations', 'deletionTimestamp'].map((key) => [key, null]),
  );
  const dentries = [{ prefix: '/svc', dst: '0.33*/a & 0.67*/b' }];
  fake.objects.version = 122;
  fake.objects.post('default', {
    dentries,
    kind: 'DTab',
    metadata: { name: 'web', ...nothing },
    apiVersion: 'l5d.io/v1alpha1',
  } as unknown as FakeObject);
  const found = await store.observe(web).first();
  t.is(found && Dtab.show(found.dtab), '/svc=>0.33*/a & 0.67*/b');
  t.is(found?.version, Version.parse('MTIz'));
});

test('labels, annotations, finalizers and fields that we do not know stay when a dtab is written', async (t) => {
  const { fake, store, held } = await scene(t);
  const metadata = {
    name: 'web',
    labels: { team: 'x' },
    annotations: { note: 'y' },
    finalizers: ['example.com/keep'],
    managedFields: [{ manager: 'kubectl' }],
  };
  fake.objects.post('default', {
    dentries: [],
    kind: 'DTab',
    metadata,
    apiVersion: 'l5d.io/v1alpha1',
    spec: { other: 1 },
  } as unknown as FakeObject);
  const version = await store.put(web, a);
  await store.update(web, b, version);
  t.like(held(), {
    spec: { other: 1 },
    metadata: { ...metadata, finalizers: metadata.finalizers },
    dentries: [{ prefix: '/svc', dst: '/b' }],
  });
});

test('a dtab that a finalizer keeps exists until that is done', async (t) => {
  const { fake, store } = await scene(t);
  fake.objects.post('default', {
    dentries: [],
    kind: 'DTab',
    metadata: { name: 'web', finalizers: ['example.com/keep'] },
  } as unknown as FakeObject);
  await store.delete(web);
  t.truthy(await store.observe(web).first());
  await t.throwsAsync(store.create(web, a), { code: 'NAMESPACE_EXISTS' });
});

for (const name of ['Web', 'web_1', '-web', 'web-', '_']) {
  test(`${name} is no name of an object: writes say so, and nobody has it`, async (t) => {
    const { fake, store } = await scene(t);
    const namespace = Namespace.parse(name);
    const writes = [
      store.create(namespace, a),
      store.put(namespace, a),
      store.update(namespace, a, Version.ofText('1')),
      store.delete(namespace),
    ];
    for (const write of writes) await t.throwsAsync(write, { code: 'NAMESPACE_INVALID', message: /lower-case/ });
    t.is(fake.requests.length, 0);
    t.is(await store.observe(namespace).first(), undefined);
  });
}

test('what somebody else has written between our reading and our writing is VERSION_MISMATCH', async (t) => {
  const { fake, store, held, once } = await scene(t);
  const version = await store.create(web, a);
  let edits = 0;
  const edit = (): undefined =>
    void fake.objects.put('default', 'web', { ...held(), dentries: [{ prefix: '/edit', dst: `/${++edits}` }] });
  once('PUT', edit);
  await t.throwsAsync(store.update(web, b, version), { code: 'VERSION_MISMATCH' });
  once('DELETE', edit);
  await t.throwsAsync(store.delete(web, { expected: Version.ofText(held().metadata.resourceVersion) }), {
    code: 'VERSION_MISMATCH',
  });
  once('PUT', () => void fake.objects.delete('default', 'web'));
  await t.throwsAsync(store.update(web, b, Version.ofText(held().metadata.resourceVersion)), { code: 'NAMESPACE_NOT_FOUND' });
});

test('put writes over what somebody else has written, created or deleted meanwhile, and gives up in the end', async (t) => {
  const { fake, store, held, once } = await scene(t);
  once('POST', () => void fake.objects.post('default', { dentries: [], metadata: { name: 'web' } } as unknown as FakeObject));
  await store.put(web, a);
  once('PUT', () => void fake.objects.put('default', 'web', { ...held(), dentries: [] }));
  await store.put(web, b);
  t.like(held(), { dentries: [{ prefix: '/svc', dst: '/b' }] });
  once('PUT', () => void fake.objects.delete('default', 'web'));
  await store.put(web, a);
  t.like(held(), { dentries: [{ prefix: '/svc', dst: '/a' }] });
  fake.intercept = ({ method }) => (method === 'PUT' ? status(409, 'Conflict', 'modified', 'web') : undefined);
  await t.throwsAsync(store.put(web, b), { code: 'UNAVAILABLE', message: /changed all the time/ });
});

test('a write whose answer is lost says that its outcome is unknown, and is not repeated', async (t) => {
  const { fake, store, once } = await scene(t);
  await store.create(web, a);
  once('PUT', () => ({ status: 500, body: {} }));
  const error = await store.put(web, b).catch((thrown: unknown) => thrown);
  t.true(NamingError.is(error, 'UNAVAILABLE') && error.details['outcome'] === 'unknown');
  t.is(fake.requests.filter(({ method }) => method === 'PUT').length, 1);
});

test('a Kubernetes namespace that does not exist is UNAVAILABLE with what the server said', async (t) => {
  const { store, once } = await scene(t);
  once('POST', () => status(404, 'NotFound', 'namespaces "default" not found', 'default'));
  await t.throwsAsync(store.create(web, a), { code: 'UNAVAILABLE', message: /namespaces "default" not found/ });
});

test('a dtab that a policy of the cluster refuses is an error with its words', async (t) => {
  const { store, once } = await scene(t);
  once('POST', () => status(403, 'Forbidden', 'admission webhook "policy" denied the request: no wildcards'));
  await t.throwsAsync(store.create(web, a), { code: 'FORBIDDEN', message: /no wildcards/ });
});
