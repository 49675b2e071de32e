import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { ZkSpace, zookeeperOrSkip } from './backend.ts';

const service = await zookeeperOrSkip();
let spaces = 0;

if (service === undefined) {
  test('there is no ZooKeeper here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testDtabStore({
    test: test.serial, // a loaded machine is no outage
    name: 'zk',
    backend: () => ZkSpace.start(service, `/compliance/${++spaces}`),
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    eventuallyMs: 10_000,
    lingerMs: 1_000,
  });
}
