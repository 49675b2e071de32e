import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { openStore, zookeeperOrSkip } from './backend.ts';

const service = await zookeeperOrSkip();

if (service === undefined) {
  test('there is no ZooKeeper here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testStoreFaults({
    test: test.serial,
    name: 'zk',
    backend: () => service,
    open: (port, space) => openStore(port, { pathPrefix: `/${space}`, sessionTimeoutMs: 1_000 }),
  });
}
