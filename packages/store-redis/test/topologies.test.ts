import { Dtab, Namespace } from '@namerd/plugin';
import { startRedis, startRedisSentinel } from '@namerd/services';
import { Watch } from '@namerd/testkit';
import test from 'ava';
import { openStore, redisOrSkip } from './backend.ts';

const web = Namespace.parse('web');
const available = await redisOrSkip();
await available?.[Symbol.asyncDispose]();

async function writesAndWatches(t: { is(a: unknown, b: unknown): void }, store: ReturnType<typeof openStore>): Promise<void> {
  using watch = new Watch(store.observe(web), 10_000);
  await watch.fresh('absence', (found) => found === undefined);
  const version = await store.create(web, Dtab.parse('/a => /b'));
  await watch.fresh('the dtab', (found) => found?.version === version);
  await store.update(web, Dtab.parse('/a => /c'), version);
  const found = await watch.fresh('the update', (seen) => seen !== undefined && seen.version !== version);
  t.is(Dtab.show(found?.dtab ?? Dtab.empty), '/a=>/c');
  await store.delete(web);
  await watch.fresh('absence again', (seen) => seen === undefined);
}

if (available === undefined) {
  test('there is no Redis here', (t) => t.pass());
} else {
  test('a cluster is used through any of its nodes', async (t) => {
    await using node = await startRedis({ cluster: true });
    await using store = openStore(node.port, { cluster: [{ host: '127.0.0.1', port: node.port }], timeoutMs: 3_000 });
    await writesAndWatches(t, store);
  });

  test('the master is found through a sentinel', async (t) => {
    await using master = await startRedis();
    await using sentinel = await startRedisSentinel(master);
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }];
    await using store = openStore(1, { sentinel: { masterName: 'main', sentinels }, timeoutMs: 3_000 });
    await writesAndWatches(t, store);
  });
}
