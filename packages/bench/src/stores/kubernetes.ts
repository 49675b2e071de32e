import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { K8sClient } from '@namerd/k8s-client';
import { type KubeApiserver, startKubeApiserver } from '@namerd/services';
import { k8sStore } from '@namerd/store-k8s';
import { parse } from 'yaml';
import { openStore, type StoreBench } from './backend.ts';

let kube: KubeApiserver | undefined;
const objects = '/apis/l5d.io/v1alpha1/namespaces/default/dtabs';

function running(): KubeApiserver {
  if (kube === undefined) throw new Error('not started');
  return kube;
}

/** The keys of the configuration for the server that runs. */
function config(port: number): object {
  const { adminToken, caFile } = running();
  return {
    host: '127.0.0.1',
    port,
    tls: { commonName: 'kubernetes.default.svc', trustCertsBundle: caFile },
    auth: { kind: 'bearer', token: adminToken },
  };
}

async function admin(port: number): Promise<K8sClient> {
  const { adminToken, caFile } = running();
  const tls = { ca: await readFile(caFile, 'utf8'), servername: 'kubernetes.default.svc' };
  return new K8sClient({ access: { server: `https://127.0.0.1:${port}`, tls: () => tls, token: async () => adminToken } });
}

/** Kubernetes, against a PUT with the resourceVersion that the last one answered. */
export const kubernetesBench: StoreBench = {
  name: 'k8s',
  plugin: { package: '@namerd/store-k8s', name: 'k8sStore', config },
  async start() {
    kube = await startKubeApiserver();
    await using client = await admin(kube.port);
    const manifest = createRequire(import.meta.url)
      .resolve('@namerd/store-k8s/package.json')
      .replace('package.json', 'manifests/dtab-crd.yaml');
    await client.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', parse(await readFile(manifest, 'utf8')));
    for (let i = 0; i < 100 && (await client.get(objects)).kind !== 'ok'; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return kube;
  },
  open: (port) => openStore(k8sStore, config(port)),
  async bare(port) {
    const client = await admin(port);
    const object = { apiVersion: 'l5d.io/v1alpha1', kind: 'DTab', dentries: [{ prefix: '/svc', dst: '/#/io.l5d.fs' }] };
    const created = await client.create(objects, { ...object, metadata: { name: 'bare' } });
    let version = versionOf(created);
    return {
      async write() {
        version = versionOf(
          await client.replace(`${objects}/bare`, {
            ...object,
            metadata: { name: 'bare', resourceVersion: version },
            n: version,
          }),
        );
      },
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  },
};

function versionOf(reply: Awaited<ReturnType<K8sClient['create']>>): string {
  if (reply.kind !== 'ok') throw new Error(`not written: ${reply.kind}`);
  const { metadata } = reply.body as { metadata: { resourceVersion: string } };
  return metadata.resourceVersion;
}
