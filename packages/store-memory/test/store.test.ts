import { createPluginContext, Dtab, Namespace, Version } from '@namerd/plugin';
import { memoryStore } from '@namerd/store-memory';
import test from 'ava';

const web = Namespace.parse('web');
const api = Namespace.parse('api');
const dtab = Dtab.parse('/svc => /a');

function store(...names: readonly Namespace[]) {
  return memoryStore.create({ namespaces: new Map(names.map((name) => [name, dtab])) }, createPluginContext());
}

test('every configured namespace has version 1, as eight bytes', async (t) => {
  const configured = store(web, api);
  for (const name of [web, api]) {
    const found = await configured.observe(name).first();
    t.is(found?.version, Version.parse('AAAAAAAAAAE='));
    t.is(found && Dtab.show(found.dtab), '/svc=>/a');
  }
  t.deepEqual(await configured.list().first(), [api, web]);
});

test('the first write to an empty store has version 1, the first to a configured one version 2', async (t) => {
  t.is(await store().create(web, dtab), Version.parse('AAAAAAAAAAE='));
  t.is(await store(api).create(web, dtab), Version.parse('AAAAAAAAAAI='));
});

test('versions are of the store: none comes twice in any namespace', async (t) => {
  const shared = store();
  const seen = [await shared.create(web, dtab), await shared.create(api, dtab), await shared.put(web, dtab)];
  await shared.delete(web);
  seen.push(await shared.create(web, dtab));
  t.is(new Set(seen).size, 4);
});

test('a list is current at once, also while it is observed', async (t) => {
  const watched = store();
  const seen: unknown[] = [];
  using _ = watched.list().observe((state) => seen.push(state));
  await watched.create(web, dtab);
  t.deepEqual(seen.at(-1), { kind: 'ok', value: [web] });
});
