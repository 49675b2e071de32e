import { testNamer } from '@namerd/namer-testkit';
import test from 'ava';
import { Registry } from './registry.ts';

const lingerMs = 100;

testNamer({
  test,
  name: 'sample',
  backend: () => Registry.start(lingerMs),
  // FILL IN: say false to what your backend cannot do. What is then skipped is printed.
  capabilities: {
    sharedWatch: true,
    outage: true,
    nonsense: true,
    emptySets: true,
    weights: true,
    metadata: true,
    names: false, // true once the namer has names()
  },
  lingerMs,
  eventuallyMs: 15_000, // a busy machine is not a wrong adapter
});
