import { testNamer } from '@namerd/namer-testkit';
import test from 'ava';
import { MemoryBackend } from './memory-backend.ts';

testNamer({
  test,
  name: 'model',
  backend: () => new MemoryBackend({ lingerMs: 500 }),
  capabilities: {
    sharedWatch: true,
    outage: true,
    nonsense: true,
    emptySets: true,
    weights: true,
    metadata: true,
    names: true,
  },
  lingerMs: 500,
});
