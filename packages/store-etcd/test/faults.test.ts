import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { etcdOrSkip, openStore } from './backend.ts';

const service = await etcdOrSkip({ args: ['--enable-v2'] });

if (service === undefined) {
  test('there is no etcd here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  for (const api of ['v3', 'v2'] as const) {
    testStoreFaults({
      test: test.serial,
      name: `etcd ${api}`,
      backend: () => service,
      open: (port, space) => openStore(port, { pathPrefix: `/${space}`, timeoutMs: 500, api }),
    });
  }
}
