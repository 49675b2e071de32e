import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { EtcdSpace, etcdOrSkip } from './backend.ts';

const service = await etcdOrSkip({ args: ['--enable-v2'] });
let spaces = 0;

if (service === undefined) {
  test('there is no etcd here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  for (const api of ['v3', 'v2'] as const) {
    testDtabStore({
      test: test.serial, // an outage is one of the server, and so is the count of watchers
      name: `etcd ${api}`,
      backend: () => new EtcdSpace(service, `/space/${++spaces}`, api),
      capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
      lingerMs: 1_000,
    });
  }
}
