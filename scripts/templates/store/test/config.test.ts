import { sampleStoreSchema } from '@namerd/store-sample';
import test from 'ava';

test('what is left out has its default', (t) => {
  const decoded = sampleStoreSchema.decode({ url: 'http://127.0.0.1:8500' });
  t.deepEqual(decoded, { ok: true, value: { url: 'http://127.0.0.1:8500', waitMs: 30_000, timeoutMs: 5_000 } });
});

test('all mistakes are told at once', (t) => {
  const decoded = sampleStoreSchema.decode({ url: 'somewhere', waitMs: 0, bogus: true });
  t.deepEqual(decoded.ok ? [] : decoded.issues.map(({ path }) => `${path[0]}`).sort(), ['bogus', 'url', 'waitMs']);
});
