import { testStoreFaults } from '@namerd/store-testkit';
import test from 'ava';
import { FakeKube } from './fake-kube.ts';
import { openOn } from './fake-space.ts';
import { accessKeys, adminOf, apply, createNamespace, kubeOrSkip, openStore } from './kube.ts';

const quick = { resyncMs: 1_000, timeoutMs: 500 };
const kube = await kubeOrSkip();
const admin = kube && (await adminOf(kube));
const fake = await FakeKube.start();
test.after.always(() => fake[Symbol.asyncDispose]());

testStoreFaults({
  test: test.serial,
  name: 'k8s (fake API server)',
  backend: () => fake,
  open: (port, space) => openOn({ port }, { ...quick, namespace: space }),
  kinds: ['cut', 'reset', 'stall', 'half-open', 'delay', 'kill'], // a process cannot freeze itself
});

if (kube !== undefined && admin !== undefined) {
  test.before(() => apply(admin, 'dtab-crd.yaml'));
  test.after.always(async () => {
    await admin[Symbol.asyncDispose]();
    await kube[Symbol.asyncDispose]();
  });
  const created = new Set<string>();
  testStoreFaults({
    test: test.serial,
    name: 'k8s',
    backend: () => kube,
    open: async (port, space) => {
      if (!created.has(space)) await createNamespace(admin, space);
      created.add(space);
      return openStore({ ...accessKeys(kube), ...quick, port, namespace: space });
    },
    boundMs: 45_000, // an API server that was killed takes seconds to start
    ...(process.env['NAMERD_FAULT_SEEDS'] === undefined && { seeds: [1] }), // each takes half a minute
  });
}
