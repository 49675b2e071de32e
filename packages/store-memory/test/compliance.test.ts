import { createPluginContext } from '@namerd/plugin';
import { memoryStore } from '@namerd/store-memory';
import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';

testDtabStore({
  test,
  name: 'memory',
  backend: () => ({
    open: async () => memoryStore.create({ namespaces: new Map() }, createPluginContext()),
    async [Symbol.asyncDispose]() {},
  }),
  capabilities: { sharedWatch: false, outage: false, rawWrite: false, sharedSpace: false },
});
