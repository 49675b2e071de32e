import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Dtab, type DtabStore, Namespace, NamingError, Version } from '@namerd/plugin';
import test, { type ExecutionContext } from 'ava';
import { consulOrSkip, openStore, type Service } from './backend.ts';

const service = await consulOrSkip();
test.after.always(() => service?.[Symbol.asyncDispose]());

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /#/io.l5d.fs ; /svc => 0.001 * /a & /\\xe2\\x82\\xac ;');
const text = '/svc=>/#/io.l5d.fs;/svc=>0.001*/a & /\\xe2\\x82\\xac';
let prefixes = 0;

interface Place {
  readonly server: Service;
  readonly prefix: string;
  readonly store: DtabStore;
  /** What curl prints for a path of the API. */
  readonly curl: (path: string, ...args: readonly string[]) => Promise<string>;
}

/** One test with a prefix of its own. */
function consulTest(title: string, body: (t: ExecutionContext, place: Place) => Promise<void>): void {
  test(title, async (t) => {
    if (service === undefined) {
      t.pass('there is no Consul here');
      return;
    }
    const prefix = `layout/${++prefixes}`;
    const store = openStore(service.port, { pathPrefix: `/${prefix}` });
    t.teardown(() => store[Symbol.asyncDispose]());
    const curl = async (path: string, ...args: readonly string[]): Promise<string> => {
      const url = `http://127.0.0.1:${service.port}/v1${path}`;
      return (await promisify(execFile)('curl', ['-sS', ...args, url])).stdout;
    };
    await body(t, { server: service, prefix, store, curl });
  });
}

consulTest('what is written is the canonical text, raw, with no flags and no session', async (t, { prefix, store, curl }) => {
  await store.create(web, dtab);
  t.is(await curl(`/kv/${prefix}/web?raw`), text);
  const [entry, ...others] = JSON.parse(await curl(`/kv/${prefix}?recurse`)) as readonly Record<string, unknown>[];
  t.deepEqual(others, []);
  t.like(entry, { Key: `${prefix}/web`, Flags: 0, LockIndex: 0, Value: Buffer.from(text).toString('base64') });
  t.false('Session' in (entry ?? {}));
  await store.put(web, Dtab.empty);
  t.is(await curl(`/kv/${prefix}/web?raw`), '');
});

consulTest('the keys of the default prefix are those of namerd', async (t, { server, curl }) => {
  await using store = openStore(server.port);
  await store.put(Namespace.parse('default'), dtab);
  t.is(await curl('/kv/namerd/dtabs/default?raw'), text);
});

consulTest('without a prefix the keys are the names', async (t, { server, curl }) => {
  await using store = openStore(server.port, { pathPrefix: '/' });
  await store.put(Namespace.parse('bare'), dtab);
  t.is(await curl('/kv/bare?raw'), text);
  t.true((await store.list().first()).includes(Namespace.parse('bare')));
});

consulTest('a version is the index in decimal, as in the ETags of namerd', async (t, { prefix, store, curl }) => {
  const version = await store.create(web, dtab);
  const headers = await curl(`/kv/${prefix}/web?raw`, '-i');
  const index = /^x-consul-index: (\d+)/im.exec(headers)?.[1] ?? '';
  t.is(version, Version.ofText(index));
  t.is(version, Version.parse(Buffer.from(index).toString('base64')));
  const updated = await store.update(web, Dtab.parse('/a => /b'), Version.ofText(index));
  t.true(Number(Version.text(updated)) > Number(index));
});

consulTest('what namerd and people have written is read', async (t, { prefix, store, curl }) => {
  const texts = {
    default: '/marathonId=>/#/io.l5d.marathon;/svc=>/$/io.buoyant.http.domainToPathPfx/marathonId',
    weights: '/svc=>0.50*/a & 0.33*/b',
    people: '# by hand\n/svc => /a ;\n\n/svc => /b ; # and so on\n',
    empty: '',
  };
  for (const [name, content] of Object.entries(texts)) {
    await curl(`/kv/${prefix}/${name}`, '-X', 'PUT', '--data-binary', content);
    const found = await store.observe(Namespace.parse(name)).first();
    t.is(found && Dtab.show(found.dtab), Dtab.show(Dtab.parse(content)));
  }
  t.deepEqual(await store.list().first(), ['default', 'empty', 'people', 'weights']);
});

consulTest('only keys directly below the prefix that can be names are listed', async (t, { prefix, store, curl }) => {
  for (const key of ['good', 'no.name', 'folder/', 'deeper/below', 'with%20space']) {
    await curl(`/kv/${prefix}/${key}`, '-X', 'PUT', '-d', 'x');
  }
  await curl(`/kv/${prefix}x`, '-X', 'PUT', '-d', 'x');
  t.deepEqual(await store.list().first(), ['good']);
});

consulTest('a compare-and-set of somebody else, in Consul’s own words, is respected', async (t, { prefix, store, curl }) => {
  const first = await store.create(web, dtab);
  t.is((await curl(`/kv/${prefix}/web?cas=${Version.text(first)}`, '-X', 'PUT', '-d', '/their => /own')).trim(), 'true');
  const error = await t.throwsAsync(store.update(web, dtab, first));
  t.true(NamingError.is(error, 'VERSION_MISMATCH'));
  t.is(await curl(`/kv/${prefix}/web?raw`), '/their => /own');
});
