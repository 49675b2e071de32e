import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Dtab, type DtabStore, Namespace, NamingError, Version } from '@namerd/plugin';
import type { Service } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';
import { etcdOrSkip, openStore, putV2, until } from './backend.ts';

const service = await etcdOrSkip({ args: ['--enable-v2'] });
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /#/io.l5d.fs ; /svc => 0.001 * /a & /\\xe2\\x82\\xac ;');
const text = '/svc=>/#/io.l5d.fs;/svc=>0.001*/a & /\\xe2\\x82\\xac';
let prefixes = 0;

interface Place {
  readonly server: Service;
  readonly prefix: string;
  readonly store: DtabStore;
}

/** One test with a prefix of its own. */
function etcdTest(api: 'v3' | 'v2', title: string, body: (t: ExecutionContext, place: Place) => Promise<void>): void {
  test(`${api}: ${title}`, async (t) => {
    if (service === undefined) {
      t.pass('there is no etcd here');
      return;
    }
    const prefix = `/layout-${++prefixes}/dtabs`;
    await using store = openStore(service.port, { pathPrefix: prefix, api, timeoutMs: 5_000 });
    await body(t, { server: service, prefix, store });
  });
}

/** What etcd's own shell prints. */
async function etcdctl({ port }: Service, api: 'v3' | 'v2', ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, ETCDCTL_API: api.slice(1) };
  const { stdout } = await promisify(execFile)('etcdctl', ['--endpoints', `http://127.0.0.1:${port}`, ...args], { env });
  return stdout;
}

interface V2Body {
  readonly action: string;
  readonly node: { readonly value?: string; readonly modifiedIndex: number };
}

async function getV2({ port }: Service, key: string): Promise<V2Body> {
  return (await (await fetch(`http://127.0.0.1:${port}/v2/keys${key}`)).json()) as V2Body;
}

etcdTest('v3', 'what is written is what etcdctl reads: one key each, the canonical text and nothing else', async (t, place) => {
  const { server, prefix, store } = place;
  await store.create(web, dtab);
  await store.put(Namespace.parse('empty'), Dtab.empty);
  t.is(await etcdctl(server, 'v3', 'get', '--print-value-only', `${prefix}/web`), `${text}\n`);
  t.is(await etcdctl(server, 'v3', 'get', '--prefix', prefix), `${prefix}/empty\n\n${prefix}/web\n${text}\n`);
});

etcdTest('v3', 'a version is the decimal mod_revision', async (t, { server, prefix, store }) => {
  const version = await store.create(web, dtab);
  const answer = JSON.parse(await etcdctl(server, 'v3', 'get', '--write-out=json', `${prefix}/web`));
  t.is(Version.text(version), String(answer.kvs[0].mod_revision));
  await t.notThrowsAsync(store.update(web, dtab, Version.ofText(String(answer.kvs[0].mod_revision))));
});

etcdTest('v3', 'what etcdctl writes is read and deleted, and keys that are no namespaces are not listed', async (t, place) => {
  const { server, prefix, store } = place;
  const seen: string[] = [];
  using _ = store.list().observe((state) => state.kind === 'ok' && seen.push(state.value.join()));
  await etcdctl(server, 'v3', 'put', `${prefix}/web`, '# by hand\n/svc => 0.50*/a & 0.33*/b ;\n');
  await etcdctl(server, 'v3', 'put', `${prefix}/no.name`, '/a=>/b');
  await etcdctl(server, 'v3', 'put', `${prefix}/web/below`, '/a=>/b');
  await etcdctl(server, 'v3', 'put', `${prefix}-other/x`, '/a=>/b');
  const found = await store.observe(web).first();
  t.is(found && Dtab.show(found.dtab), '/svc=>0.5*/a & 0.33*/b');
  t.deepEqual(await store.list().first(), ['web']);
  await etcdctl(server, 'v3', 'del', `${prefix}/web`);
  await until('an empty list', () => seen.at(-1) === '');
});

etcdTest('v3', 'a dtab that etcd does not take is UNSUPPORTED, and changes nothing', async (t, { store }) => {
  const version = await store.put(web, dtab);
  const huge = Dtab.parse(Array.from({ length: 60_000 }, (_, n) => `/svc/service-${n} => /#/io.l5d.consul/${n}`).join(';'));
  const error = await t.throwsAsync(store.put(web, huge));
  t.true(NamingError.is(error, 'UNSUPPORTED'), String(error));
  t.is((await store.observe(web).first())?.version, version);
});

etcdTest('v3', 'more dtabs than a page has are listed, at one revision', async (t, { store }) => {
  const names = Array.from({ length: 250 }, (_, n) => Namespace.parse(`ns-${String(n).padStart(3, '0')}`));
  for (let i = 0; i < names.length; i += 50) {
    await Promise.all(names.slice(i, i + 50).map((name) => store.create(name, Dtab.parse(`/svc => /${name}`))));
  }
  t.deepEqual(await store.list().first(), names);
  const last = await store.observe(Namespace.parse('ns-249')).first();
  t.is(last && Dtab.show(last.dtab), '/svc=>/ns-249');
});

etcdTest('v2', 'what is written is what the keys API and etcdctl read', async (t, { server, prefix, store }) => {
  const version = await store.create(web, dtab);
  const { node } = await getV2(server, `${prefix}/web`);
  t.is(node.value, text);
  t.is(Version.text(version), String(node.modifiedIndex));
  t.is(await etcdctl(server, 'v2', 'get', `${prefix}/web`), `${text}\n`);
  await store.put(web, Dtab.empty);
  t.is((await getV2(server, `${prefix}/web`)).node.value, '');
});

etcdTest('v2', 'what namerd 1.7.5 has written is read: by create, by put, and weights of two decimals', async (t, place) => {
  const { server, prefix, store } = place;
  const seen: string[] = [];
  using _ = store.list().observe((state) => state.kind === 'ok' && seen.push(state.value.join()));
  await until('an empty list', () => seen.at(-1) === '');
  await putV2(server, `${prefix}/default?prevExist=false`, '/svc=>0.50*/a & 0.33*/b');
  await until('the created one', () => seen.at(-1) === 'default');
  await putV2(server, `${prefix}/put`, '/svc=>/a');
  await until('the one that was set', () => seen.at(-1) === 'default,put');
  const found = await store.observe(Namespace.parse('default')).first();
  t.is(found && Dtab.show(found.dtab), '/svc=>0.5*/a & 0.33*/b');
  const { node } = await getV2(server, `${prefix}/default`);
  t.is(found && Version.text(found.version), String(node.modifiedIndex));
});

etcdTest('v2', 'a missing root is an empty list, and the first write makes it', async (t, { store }) => {
  t.deepEqual(await store.list().first(), []);
  t.is(await store.observe(web).first(), undefined);
  t.true(NamingError.is(await t.throwsAsync(store.delete(web)), 'NAMESPACE_NOT_FOUND'));
  await store.create(web, dtab);
  t.deepEqual(await store.list().first(), ['web'], 'no slash before it');
});

etcdTest('v2', 'a name that etcd hides from directories is watched by itself', async (t, { store }) => {
  const hidden = Namespace.parse('_hidden');
  const seen: (string | undefined)[] = [];
  using _ = store
    .observe(hidden)
    .observe((state) => state.kind === 'ok' && seen.push(state.value && Dtab.show(state.value.dtab)));
  await until('absence', () => seen.length === 1);
  const version = await store.create(hidden, Dtab.parse('/a => /b'));
  t.is(seen.at(-1), '/a=>/b');
  await store.update(hidden, Dtab.parse('/a => /c'), version);
  t.is(seen.at(-1), '/a=>/c');
  await store.delete(hidden);
  t.is(seen.at(-1), undefined);
});

etcdTest(
  'v2',
  'a directory in the place of a dtab fails that namespace, and a dtab in the place of the root all',
  async (t, place) => {
    const { server, prefix, store } = place;
    await putV2(server, `${prefix}/web/below`, 'x');
    await store.put(Namespace.parse('api'), dtab);
    const notData = await t.throwsAsync(store.observe(web).first());
    t.true(NamingError.is(notData, 'PARSE') && notData.message === `${prefix}/web is not a data node`);
    t.not(await store.observe(Namespace.parse('api')).first(), undefined);
    await putV2(server, `${prefix}-x`, 'x');
    await using other = openStore(server.port, { pathPrefix: `${prefix}-x`, api: 'v2' });
    const noRoot = await t.throwsAsync(other.list().first());
    t.true(NamingError.is(noRoot, 'PROTOCOL') && noRoot.message === `Dtab root ${prefix}-x is not a directory`);
  },
);

etcdTest('v2', 'a prefix whose label needs escapes is the same key as namerd’s', async (t, { server }) => {
  await using store = openStore(server.port, { pathPrefix: '/my\\x20dtabs', api: 'v2' });
  await store.create(web, dtab);
  const { node } = await getV2(server, '/%5Cx6d%5Cx79%5Cx20%5Cx64%5Cx74%5Cx61%5Cx62%5Cx73/web');
  t.is(node.value, text);
});

etcdTest('v2', 'a server without the v2 API says so', async (t) => {
  await using plain = await etcdOrSkip();
  if (plain === undefined) return;
  await using store = openStore(plain.port, { api: 'v2' });
  for (const promise of [store.list().first(), store.put(web, dtab)]) {
    const error = await t.throwsAsync(promise);
    t.true(NamingError.is(error, 'UNSUPPORTED') && error.message.includes('--enable-v2'), String(error));
  }
});
