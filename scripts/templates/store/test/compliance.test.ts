import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { DocumentService } from './document-service.ts';

const lingerMs = 100;

testDtabStore({
  test,
  name: 'sample',
  backend: () => DocumentService.start(lingerMs),
  // FILL IN: say false to what your backend cannot do. What is then skipped is printed.
  capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
  lingerMs,
  eventuallyMs: 15_000, // a busy machine is not a wrong adapter
});
