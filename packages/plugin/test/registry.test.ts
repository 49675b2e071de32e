import {
  type AnyPlugin,
  configSchema,
  constant,
  createPluginContext,
  createRegistry,
  defineNamer,
  defineStore,
  NameTree,
  NamingError,
  Path,
  z,
} from '@namerd/plugin';
import test from 'ava';
import { stubStore } from './stub.ts';

const schema = configSchema(z.strictObject({}));
const namer = (kind: string): AnyPlugin =>
  defineNamer({ kind, schema, create: () => ({ lookup: () => constant(NameTree.neg), async [Symbol.asyncDispose]() {} }) });
const store = (kind: string): AnyPlugin => defineStore({ kind, schema, create: () => stubStore().store });

function config(t: { throws(f: () => unknown): Error | undefined }, f: () => unknown): NamingError {
  const error = t.throws(f);
  if (!NamingError.is(error, 'CONFIG')) throw new Error(`not CONFIG: ${String(error)}`);
  return error;
}

test('plugins are found by role and kind; one kind may serve several roles', (t) => {
  const registry = createRegistry([namer('io.l5d.consul'), store('io.l5d.consul'), store('io.l5d.inMemory')]);
  t.is(registry.namer('io.l5d.consul').role, 'namer');
  t.is(registry.store('io.l5d.consul').role, 'store');
  t.deepEqual(registry.kinds('store'), ['io.l5d.consul', 'io.l5d.inMemory']);
  t.deepEqual(registry.kinds('interface'), []);
});

test('two plugins of one role and kind are CONFIG, which names them', (t) => {
  const error = config(t, () => createRegistry([namer('a'), store('b'), store('a'), store('b')]));
  t.regex(error.message, /store b.*1 and 3/);
  t.deepEqual(error.details['plugins'], [1, 3]);
});

test('an unknown kind is CONFIG, which names the known ones and the nearest', (t) => {
  const registry = createRegistry([namer('io.l5d.fs'), namer('io.l5d.consul')]);
  const error = config(t, () => registry.namer('io.l5d.consull'));
  t.regex(
    error.message,
    /unknown namer kind io\.l5d\.consull; did you mean io\.l5d\.consul\? known: io\.l5d\.consul, io\.l5d\.fs/,
  );
  t.is(error.details['nearest'], 'io.l5d.consul');
  t.regex(config(t, () => registry.store('x')).message, /known: none/);
});

test('what is not a plugin, or one for another API, is CONFIG', (t) => {
  const strange = [undefined, {}, { role: 'namer', kind: 'x' }, { ...namer('x'), role: 'dancer' }] as unknown as AnyPlugin[];
  for (const one of strange) config(t, () => createRegistry([one]));
  const newer = { ...namer('x'), apiVersion: 2 } as unknown as AnyPlugin;
  t.regex(config(t, () => createRegistry([newer])).message, /plugin API 2/);
});

test('what registered plugins create comes behind a guard', async (t) => {
  const registry = createRegistry([namer('n'), store('s')]);
  const context = createPluginContext();
  const guardedStore = registry.store('s').create({}, context);
  const guardedNamer = registry.namer('n').create({}, { ...context, prefix: Path.of('#', 'n') });
  await guardedStore[Symbol.asyncDispose]();
  await guardedNamer[Symbol.asyncDispose]();
  await t.throwsAsync(guardedStore.list().first(), { code: 'CLOSED' });
  await t.throwsAsync(guardedNamer.lookup(Path.empty).first(), { code: 'CLOSED' });
});
