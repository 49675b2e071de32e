import { sqliteStore } from '@namerd/store-sqlite';
import test from 'ava';

const { schema } = sqliteStore;

test('a path is all that is needed', (t) => {
  t.deepEqual(schema.decode({ path: 'dtabs.db' }), { ok: true, value: { path: 'dtabs.db', pollMs: 200, busyTimeoutMs: 5_000 } });
});

test('without a path the configuration is rejected', (t) => {
  const decoded = schema.decode({});
  t.deepEqual(decoded.ok ? [] : decoded.issues.map(({ path }) => path), [['path']]);
});

test('a database in memory is refused, with a hint at the store that is one', (t) => {
  const decoded = schema.decode({ path: ':memory:' });
  t.regex(decoded.ok ? '' : (decoded.issues[0]?.message ?? ''), /io\.l5d\.inMemory/);
});

test('numbers out of range and unknown keys are all reported at once', (t) => {
  const decoded = schema.decode({ path: 'dtabs.db', pollMs: 5, busyTimeoutMs: 1.5, pol: 1 });
  t.deepEqual(decoded.ok ? [] : decoded.issues.map(({ path }) => path), [['pollMs'], ['busyTimeoutMs'], ['pol']]);
});
