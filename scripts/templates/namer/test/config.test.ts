import { sampleNamerSchema } from '@namerd/namer-sample';
import test from 'ava';

test('what is left out has its default', (t) => {
  const decoded = sampleNamerSchema.decode({ url: 'http://127.0.0.1:8500' });
  t.deepEqual(decoded, { ok: true, value: { url: 'http://127.0.0.1:8500', intervalMs: 1_000, timeoutMs: 5_000 } });
});

test('all mistakes are told at once', (t) => {
  const decoded = sampleNamerSchema.decode({ url: 'somewhere', intervalMs: 0, bogus: true });
  t.deepEqual(decoded.ok ? [] : decoded.issues.map(({ path }) => `${path[0]}`).sort(), ['bogus', 'intervalMs', 'url']);
});
