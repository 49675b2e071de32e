import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { RedisSpace, redisOrSkip } from './backend.ts';

const service = await redisOrSkip();
let spaces = 0;

if (service === undefined) {
  test('there is no Redis here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testDtabStore({
    test: test.serial, // an outage is one of the server
    name: 'redis',
    backend: () => new RedisSpace(service, `space-${++spaces}`),
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    lingerMs: 1_000,
  });
}
