import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { openStore, redisOrSkip } from './backend.ts';

const service = await redisOrSkip();

if (service === undefined) {
  test('there is no Redis here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testStoreFaults({
    test: test.serial,
    name: 'redis',
    backend: () => service,
    open: (port, space) => openStore(port, { keyPrefix: space, timeoutMs: 500, resyncMs: 2_000 }),
  });
}
