import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { etcdOrSkip, openStore } from './backend.ts';

const service = await etcdOrSkip();

if (service === undefined) {
  test('there is no etcd here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testStoreFaults({
    test: test.serial,
    name: 'etcd v3',
    backend: () => service,
    open: (port, space) => openStore(port, { pathPrefix: `/${space}`, timeoutMs: 500 }),
  });
}
