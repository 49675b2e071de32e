import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { Disk } from './reference.ts';

testDtabStore({
  test,
  name: 'reference',
  backend: () => new Disk(),
  capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
});
