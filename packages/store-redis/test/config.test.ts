import { redisStore } from '@namerd/store-redis';
import test from 'ava';

const { schema } = redisStore;

function issues(config: unknown): readonly string[] {
  const decoded = schema.decode(config);
  return decoded.ok ? [] : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('everything has a default', (t) => {
  const decoded = schema.decode({});
  t.deepEqual(decoded.ok && decoded.value, {
    host: 'localhost',
    port: 6379,
    db: 0,
    keyPrefix: 'namerd:dtabs',
    timeoutMs: 5_000,
    resyncMs: 30_000,
  });
});

test('sentinel and cluster exclude each other, and a cluster has only database 0', (t) => {
  const node = { host: 'a' };
  t.deepEqual(issues({ sentinel: { masterName: 'm', sentinels: [node] }, cluster: [node] }), [
    'cluster: sentinel and cluster exclude each other',
  ]);
  t.deepEqual(issues({ cluster: [node], db: 1 }), ['db: a cluster has only database 0']);
});

test('a key prefix that would break the slot of a cluster is refused', (t) => {
  t.is(issues({ keyPrefix: 'a{b}' }).length, 1);
  t.is(issues({ keyPrefix: '' }).length, 1);
});

test('ports out of range, unknown keys and incomplete TLS are all reported at once', (t) => {
  const found = issues({ port: 70_000, hots: 'x', tls: {} });
  t.is(found.length, 3);
  t.true(found.some((line) => line.startsWith('port:')));
  t.true(found.some((line) => line.startsWith('hots:')));
  t.true(found.some((line) => line.includes('`commonName` is not set')));
});
