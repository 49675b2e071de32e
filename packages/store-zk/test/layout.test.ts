import { Buffer } from 'node:buffer';
import { Dtab, type DtabStore, Namespace, NamingError, Version } from '@namerd/plugin';
import test, { type ExecutionContext } from 'ava';
import { bytes, openAcl, openClient, openStore, type Service, until, zkCli, zookeeperOrSkip } from './backend.ts';

const service = await zookeeperOrSkip();
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /#/io.l5d.fs ; /svc => 0.001 * /a & /\\xe2\\x82\\xac ;');
let prefixes = 0;

interface Place {
  readonly server: Service;
  readonly prefix: string;
  readonly store: DtabStore;
}

/** One test with a prefix of its own. */
function zkTest(title: string, body: (t: ExecutionContext, place: Place) => Promise<void>): void {
  test(title, async (t) => {
    if (service === undefined) {
      t.pass('there is no ZooKeeper here');
      return;
    }
    const prefix = `/layout/${++prefixes}`;
    const store = openStore(service.port, { pathPrefix: prefix, sessionTimeoutMs: 10_000 });
    t.teardown(() => store[Symbol.asyncDispose]());
    await body(t, { server: service, prefix, store });
  });
}

zkTest('what is written is what ZooKeeper’s own shell reads: the canonical text, the ACL, nothing else', async (t, place) => {
  const { server, prefix, store } = place;
  await store.create(web, dtab);
  const [got, acl, tree] = await Promise.all([
    zkCli(server, 'get', '-s', `${prefix}/web`),
    zkCli(server, 'getAcl', `${prefix}/web`),
    zkCli(server, 'ls', '-R', prefix),
  ]);
  t.true(got.includes('\n/svc=>/#/io.l5d.fs;/svc=>0.001*/a & /\\xe2\\x82\\xac\ncZxid'), got);
  t.true(got.includes('dataVersion = 0') && got.includes('ephemeralOwner = 0x0'));
  t.regex(acl, /'world,'anyone\n: cdrwa/);
  t.deepEqual(
    tree.split('\n').filter((line) => line.startsWith('/')),
    [prefix, `${prefix}/web`],
  );
});

zkTest('the bytes are the text in UTF-8, without anything around it', async (t, { server, prefix, store }) => {
  await using zk = openClient(server.port);
  await store.put(web, Dtab.parse('/svc=>/a;/svc=>/b;'));
  t.is(Buffer.from((await zk.get(`${prefix}/web`))?.data ?? []).toString('latin1'), '/svc=>/a;/svc=>/b');
  await store.put(web, Dtab.empty);
  t.is((await zk.get(`${prefix}/web`))?.data?.length, 0);
});

zkTest('what namerd, its bootstrap and people have written is read', async (t, { server, prefix, store }) => {
  await using zk = openClient(server.port);
  await store.put(Namespace.parse('other'), Dtab.empty); // makes the prefix
  const texts = {
    default: '/marathonId=>/#/io.l5d.marathon;/svc=>/$/io.buoyant.http.domainToPathPfx/marathonId',
    weights: '/svc=>0.50*/a & 0.33*/b',
    people: '# by hand\n/svc => /a ;\n\n/svc => /b ; # and so on\n',
    empty: '',
  };
  for (const [name, text] of Object.entries(texts)) {
    await zk.create(`${prefix}/${name}`, { data: bytes(text), acl: openAcl });
    const found = await store.observe(Namespace.parse(name)).first();
    t.is(found && Dtab.show(found.dtab), Dtab.show(Dtab.parse(text)));
  }
  t.deepEqual(await store.list().first(), ['default', 'empty', 'other', 'people', 'weights']);
});

zkTest(
  'a node without data is failed(PARSE), as zkCli makes it; names that cannot be namespaces are not listed',
  async (t, place) => {
    const { server, prefix, store } = place;
    await store.put(web, dtab);
    await Promise.all([zkCli(server, 'create', `${prefix}/none`), zkCli(server, 'create', `${prefix}/no.name`, 'x')]);
    const error = await t.throwsAsync(store.observe(Namespace.parse('none')).first());
    t.true(NamingError.is(error, 'PARSE') && error.message === 'Empty node: none');
    t.deepEqual(await store.list().first(), ['none', 'web']);
  },
);

zkTest('a version begins with the four bytes that are namerd’s', async (t, { store }) => {
  const created = await store.create(web, dtab);
  t.is(Buffer.from(Version.bytes(created)).length, 20);
  t.true(created.startsWith('AAAAA'), created);
  const updated = await store.update(web, dtab, created);
  t.deepEqual([...Version.bytes(updated)].slice(0, 4), [0, 0, 0, 1]);
  t.deepEqual([...Version.bytes(updated)].slice(4, 12), [...Version.bytes(created)].slice(4, 12), 'the same node');
  await store.delete(web);
  const again = await store.create(web, dtab);
  t.deepEqual([...Version.bytes(again)].slice(0, 4), [0, 0, 0, 0]);
  t.notDeepEqual([...Version.bytes(again)].slice(4, 12), [...Version.bytes(created)].slice(4, 12), 'another node');
});

zkTest('namerd’s own four bytes are no version of ours: they cannot tell a node from the one before', async (t, { store }) => {
  await store.create(web, dtab);
  const error = await t.throwsAsync(store.update(web, dtab, Version.ofBytes(new Uint8Array(4))));
  t.true(NamingError.is(error, 'VERSION_MISMATCH'));
});

zkTest('a node keeps its ACL when it is written, and gets the configured one when it is created', async (t, place) => {
  const { server, prefix, store } = place;
  await store.put(web, dtab);
  await zkCli(server, 'setAcl', `${prefix}/web`, 'world:anyone:rw');
  await store.put(web, Dtab.empty);
  t.regex(await zkCli(server, 'getAcl', `${prefix}/web`), /'world,'anyone\n: rw/);
  await store.delete(web);
  await store.put(web, dtab);
  t.regex(await zkCli(server, 'getAcl', `${prefix}/web`), /'world,'anyone\n: cdrwa/);
});

zkTest('without the prefix there are no namespaces, and the first write makes it', async (t, { server, prefix, store }) => {
  await using zk = openClient(server.port);
  t.deepEqual(await store.list().first(), []);
  t.is(await store.observe(web).first(), undefined);
  t.true(NamingError.is(await t.throwsAsync(store.delete(web)), 'NAMESPACE_NOT_FOUND'));
  t.is(await zk.exists(prefix), undefined, 'reading has made something');
  const seen: string[] = [];
  using _ = store.list().observe((state) => state.kind === 'ok' && seen.push(state.value.join()));
  await store.put(web, dtab);
  await until('the list', () => seen.at(-1) === 'web');
  await zk.delete(`${prefix}/web`);
  await zk.delete(prefix);
  await until('an empty list', () => seen.at(-1) === '');
  await store.create(web, dtab);
  await until('the list', () => seen.at(-1) === 'web');
});

zkTest('a namespace with nodes below it cannot be deleted, and says why', async (t, { server, prefix, store }) => {
  await using zk = openClient(server.port);
  await store.put(web, dtab);
  await zk.create(`${prefix}/web/below`, { data: bytes(''), acl: openAcl });
  t.true(NamingError.is(await t.throwsAsync(store.delete(web)), 'UNSUPPORTED'));
  t.not(await store.observe(web).first(), undefined);
});

zkTest('a dtab that ZooKeeper does not take is UNSUPPORTED, and changes nothing', async (t, { store }) => {
  const version = await store.put(web, dtab);
  const huge = Dtab.parse(Array.from({ length: 40_000 }, (_, n) => `/svc/service-${n} => /#/io.l5d.consul/${n}`).join(';'));
  t.true(NamingError.is(await t.throwsAsync(store.put(web, huge)), 'UNSUPPORTED'));
  t.is((await store.observe(web).first())?.version, version);
});
