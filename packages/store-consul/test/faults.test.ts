import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { consulOrSkip, openStore } from './backend.ts';

const service = await consulOrSkip();

if (service === undefined) {
  test('there is no Consul here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testStoreFaults({
    test: test.serial,
    name: 'consul',
    backend: () => service,
    open: (port, space) => openStore(port, { pathPrefix: `/${space}`, timeoutMs: 500, resyncMs: 2_000 }),
  });
}
