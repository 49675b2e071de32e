import { testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { adminOf, apply, KubeSpace, kubeOrSkip } from './kube.ts';

const kube = await kubeOrSkip();
let spaces = 0;

if (kube === undefined) {
  test('there is no Kubernetes API server here', (t) => t.pass());
} else {
  const admin = await adminOf(kube);
  test.before(() => apply(admin, 'dtab-crd.yaml'));
  test.after.always(async () => {
    await admin[Symbol.asyncDispose]();
    await kube[Symbol.asyncDispose]();
  });
  testDtabStore({
    test: test.serial, // an outage is one of the server
    name: 'k8s',
    backend: () => new KubeSpace(kube, admin, `space-${++spaces}`),
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    oddName: '0-a-2--b', // an object's name has no upper case and no underscore
    lingerMs: 1_000,
    eventuallyMs: 20_000, // an API server takes seconds to start again
  });
}
