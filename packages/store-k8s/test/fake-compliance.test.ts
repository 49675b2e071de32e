import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { FakeSpace } from './fake-space.ts';

testDtabStore({
  test,
  name: 'k8s (fake API server)',
  backend: () => FakeSpace.start(),
  capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
  oddName: '0-a-2--b',
  lingerMs: 1_000,
});
