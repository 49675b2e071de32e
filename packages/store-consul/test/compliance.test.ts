import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { ConsulSpace, consulOrSkip } from './backend.ts';

const service = await consulOrSkip();
let spaces = 0;

if (service === undefined) {
  test('there is no Consul here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());
  testDtabStore({
    test: test.serial, // a loaded machine is no outage
    name: 'consul',
    backend: () => ConsulSpace.start(service, `compliance/${++spaces}`),
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    lingerMs: 1_000,
  });
}
