import { testNamer } from '@namerd/namer-testkit';
import test from 'ava';
import { FolderBackend } from './support/backend.ts';

const capabilities = {
  sharedWatch: true,
  outage: true,
  nonsense: true,
  emptySets: true,
  weights: true,
  metadata: false,
  names: true,
};
const lingerMs = 1_000;

testNamer({
  test,
  name: 'fs',
  backend: () => FolderBackend.start({ above: [], write: 'write' }, lingerMs),
  capabilities,
  lingerMs,
});

testNamer({
  test,
  name: 'fs in sub-directories, replaced by rename',
  backend: () => FolderBackend.start({ above: ['prod', 'east'], write: 'renameOver' }, lingerMs),
  capabilities,
  withGuard: false,
  lingerMs,
});
