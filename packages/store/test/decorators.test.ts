import { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Namespace, readOnly, Version, validated } from '@namerd/store';
import test from 'ava';
import { stubStore } from './stub.ts';

const web = Namespace.parse('web');
const dtab = Dtab.parse('/svc => /a');
const version = Version.ofText('1');

test('a read-only store refuses every write without asking, and reads and disposes as before', async (t) => {
  const { store, calls } = stubStore();
  const frozen = readOnly(store);
  await t.throwsAsync(frozen.create(web, dtab), { code: 'UNSUPPORTED' });
  await t.throwsAsync(frozen.update(web, dtab, version), { code: 'UNSUPPORTED' });
  await t.throwsAsync(frozen.put(web, dtab), { code: 'UNSUPPORTED' });
  await t.throwsAsync(frozen.delete(web), { code: 'UNSUPPORTED' });
  t.deepEqual(calls, []);
  t.deepEqual(await frozen.list().first(), [web]);
  t.is(await frozen.observe(web).first(), undefined);
  await frozen[Symbol.asyncDispose]();
  t.deepEqual(calls, ['dispose']);
});

test('a validated store writes what passes the check, and deletes unchecked', async (t) => {
  const { store, calls } = stubStore();
  const seen: string[] = [];
  const checked = validated(store, (namespace, found) => void seen.push(`${namespace} ${Dtab.show(found)}`));
  t.is(await checked.create(web, dtab), Version.ofText('create'));
  t.is(await checked.update(web, dtab, version), Version.ofText('update'));
  t.is(await checked.put(web, dtab), Version.ofText('put'));
  await checked.delete(web);
  t.deepEqual(calls, ['create', 'update', 'put', 'delete']);
  t.deepEqual(seen, ['web /svc=>/a', 'web /svc=>/a', 'web /svc=>/a']);
  t.deepEqual(await checked.list().first(), [web]);
  t.is(await checked.observe(web).first(), undefined);
});

test('what fails the check, at once or later, is refused with its error and never reaches the store', async (t) => {
  const refusal = new NamingError('UNSUPPORTED', 'too large');
  const checks = [
    () => {
      throw refusal;
    },
    () => Promise.reject(refusal),
  ];
  for (const check of checks) {
    const { store, calls } = stubStore();
    const checked = validated(store, check);
    t.is(await t.throwsAsync(checked.create(web, dtab)), refusal);
    t.is(await t.throwsAsync(checked.update(web, dtab, version)), refusal);
    t.is(await t.throwsAsync(checked.put(web, dtab)), refusal);
    t.deepEqual(calls, []);
  }
});

test('an aborted write is not even checked', async (t) => {
  const { store, calls } = stubStore();
  const checked = validated(store, () => t.fail('checked'));
  await t.throwsAsync(checked.put(web, dtab, { signal: AbortSignal.abort() }), { code: 'ABORTED' });
  t.deepEqual(calls, []);
});
