import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { EtcdSpace, etcdOrSkip } from './backend.ts';

const service = await etcdOrSkip();
let spaces = 0;

if (service === undefined) {
  test('there is no etcd here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testDtabStore({
    test: test.serial, // an outage is one of the server
    name: 'etcd v3',
    backend: () => new EtcdSpace(service, `/space/${++spaces}`),
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    lingerMs: 1_000,
  });
}
