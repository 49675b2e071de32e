import { type Activity, Dtab, Namespace, NamingError } from '@namerd/plugin';
import { ZkPerms } from '@namerd/zk-client';
import test, { type ExecutionContext } from 'ava';
import { openStore, type Service, zkCli, zookeeperOrSkip } from './backend.ts';

const service = await zookeeperOrSkip();
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /a');
const ours = { scheme: 'digest', auth: 'namerd:secret' };
const acls = [{ scheme: 'auth', id: '', perms: ZkPerms.all }];

function zkTest(title: string, body: (t: ExecutionContext, server: Service) => Promise<void>): void {
  test(title, async (t) => (service === undefined ? t.pass('there is no ZooKeeper here') : body(t, service)));
}

/** Whether it is refused for the credentials, without telling them. */
async function forbidden(t: ExecutionContext, promise: Promise<unknown>): Promise<void> {
  const error = await t.throwsAsync(promise);
  t.true(NamingError.is(error, 'FORBIDDEN'), String(error));
  t.false(`${String(error)} ${JSON.stringify(error)}`.includes('secret'));
}

function first<T>(activity: Activity<T>): Promise<T> {
  return activity.first(AbortSignal.timeout(10_000));
}

zkTest('with digest authentication and an ACL for whoever creates, only we may read and write', async (t, server) => {
  const store = openStore(server.port, { pathPrefix: '/auth/ours', authInfo: ours, acls });
  t.teardown(() => store[Symbol.asyncDispose]());
  const version = await store.create(web, dtab);
  t.is((await first(store.observe(web)))?.version, version);
  t.deepEqual(await first(store.list()), [web]);
  await t.throwsAsync(zkCli(server, 'get', '/auth/ours/web'), { message: /Insufficient permission/ });
  for (const authInfo of [undefined, { scheme: 'digest', auth: 'namerd:wrong-secret' }]) {
    const other = openStore(server.port, { pathPrefix: '/auth/ours', authInfo });
    t.teardown(() => other[Symbol.asyncDispose]());
    await forbidden(t, first(other.observe(web)));
    await forbidden(t, first(other.list()));
    await forbidden(t, other.create(Namespace.parse('new'), dtab));
    await forbidden(t, other.put(web, dtab));
    await forbidden(t, other.update(web, dtab, version));
    await forbidden(t, other.delete(web));
  }
  t.is((await first(store.observe(web)))?.version, version, 'something was written');
});

zkTest('an ACL that the server does not take is FORBIDDEN when something is created, not when it is read', async (t, server) => {
  for (const refused of [[], acls]) {
    const store = openStore(server.port, { pathPrefix: '/auth/refused', acls: refused });
    t.teardown(() => store[Symbol.asyncDispose]());
    t.deepEqual(await first(store.list()), []);
    await forbidden(t, store.create(web, dtab));
    await forbidden(t, store.put(web, dtab));
  }
});

zkTest('a scheme that the server does not know is FORBIDDEN, for reads and writes', async (t, server) => {
  const store = openStore(server.port, { authInfo: { scheme: 'no-such-scheme', auth: 'secret' } });
  t.teardown(() => store[Symbol.asyncDispose]());
  await forbidden(t, first(store.list()));
  await forbidden(t, store.put(web, dtab));
});

zkTest('what may be read but not written says so only when it is written', async (t, server) => {
  const store = openStore(server.port, {
    pathPrefix: '/auth/half',
    authInfo: ours,
    acls: [...acls, { scheme: 'world', id: 'anyone', perms: 1 }],
  });
  t.teardown(() => store[Symbol.asyncDispose]());
  const version = await store.create(web, dtab);
  const reader = openStore(server.port, { pathPrefix: '/auth/half' });
  t.teardown(() => reader[Symbol.asyncDispose]());
  t.is((await first(reader.observe(web)))?.version, version);
  await forbidden(t, reader.update(web, dtab, version));
});
