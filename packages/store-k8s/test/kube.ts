import { readFile } from 'node:fs/promises';
import { K8sClient, type K8sReply } from '@namerd/k8s-client';
import { createPluginContext, type Namespace, type PluginContext } from '@namerd/plugin';
import { type KubeApiserver, orSkip, startKubeApiserver } from '@namerd/services';
import { K8sStore, k8sStoreSchema } from '@namerd/store-k8s';
import type { StoreBackend } from '@namerd/store-testkit';
import { parseAllDocuments } from 'yaml';
import { rawObject } from './raw.ts';

/** A Kubernetes API server for one file of tests, without our manifests; undefined, said loudly, where it cannot be had. */
export function kubeOrSkip(): Promise<KubeApiserver | undefined> {
  return orSkip('store k8s on a real API server', () => startKubeApiserver());
}

/** Keys of the configuration for this server: its certificate authority, and a token. */
export function accessKeys(kube: KubeApiserver, token: string = kube.adminToken): object {
  return {
    host: '127.0.0.1',
    port: kube.port,
    tls: { commonName: 'kubernetes.default.svc', trustCertsBundle: kube.caFile },
    auth: { kind: 'bearer', token },
  };
}

/** A store of this configuration. */
export function openStore(config: object, context: PluginContext = createPluginContext()): K8sStore {
  const decoded = k8sStoreSchema.decode({ timeoutMs: 2_000, ...config });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  return new K8sStore(decoded.value, context);
}

/** An administrator's client. */
export async function adminOf(kube: KubeApiserver): Promise<K8sClient> {
  const ca = await readFile(kube.caFile, 'utf8');
  const tls = { ca, servername: 'kubernetes.default.svc' };
  return new K8sClient({
    access: { server: `https://127.0.0.1:${kube.port}`, tls: () => tls, token: async () => kube.adminToken },
  });
}

const pathOf: Readonly<Record<string, string>> = {
  CustomResourceDefinition: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  ServiceAccount: '/api/v1/namespaces/default/serviceaccounts',
  Role: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles',
  RoleBinding: '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
};

/** Creates what one of the manifests of the package has. */
export async function apply(admin: K8sClient, manifest: 'dtab-crd.yaml' | 'rbac.yaml'): Promise<void> {
  const text = await readFile(new URL(`../manifests/${manifest}`, import.meta.url), 'utf8');
  for (const document of parseAllDocuments(text)) {
    const object = document.toJSON() as { kind: string };
    ok(await admin.create(pathOf[object.kind] ?? '', { ...object }));
  }
}

/** Creates a Kubernetes namespace. */
export async function createNamespace(admin: K8sClient, name: string): Promise<void> {
  ok(await admin.create('/api/v1/namespaces', { kind: 'Namespace', apiVersion: 'v1', metadata: { name } }));
}

/** The body; fails on any other reply. */
export function ok(reply: K8sReply): Readonly<Record<string, unknown>> {
  if (reply.kind === 'ok') return reply.body;
  throw new Error(`${reply.kind}: ${reply.status.message}`);
}

/** An isolated space: a Kubernetes namespace of its own. */
export class KubeSpace implements StoreBackend {
  readonly name: string;
  readonly #kube: KubeApiserver;
  readonly #admin: K8sClient;
  #isReady: Promise<void> | undefined;

  constructor(kube: KubeApiserver, admin: K8sClient, name: string) {
    this.#kube = kube;
    this.#admin = admin;
    this.name = name;
  }

  async open(): Promise<K8sStore> {
    this.#isReady ??= createNamespace(this.#admin, this.name);
    await this.#isReady;
    return openStore({ ...accessKeys(this.#kube), namespace: this.name });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    const list = `/apis/l5d.io/v1alpha1/namespaces/${this.name}/dtabs`;
    const reply = await this.#admin.get(`${list}/${namespace}`);
    const object = rawObject(namespace, bytes);
    if (reply.kind === 'ok')
      ok(await this.#admin.replace(`${list}/${namespace}`, { ...reply.body, ...object, metadata: reply.body['metadata'] }));
    else ok(await this.#admin.create(list, object));
  }

  fail(): Promise<void> {
    return this.#kube.kill();
  }

  recover(): Promise<void> {
    return this.#kube.restart();
  }

  /** Watches of dtabs, as the server counts them. */
  async openWatches(): Promise<number> {
    const answer = await metrics(this.#kube);
    const lines = answer
      .split('\n')
      .filter((line) => line.startsWith('apiserver_longrunning_gauge{') && line.includes('resource="dtabs"'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The next one has another name, and the server does not outlive the file.
  }
}

async function metrics(kube: KubeApiserver): Promise<string> {
  const { request } = await import('node:https');
  const options = { host: '127.0.0.1', port: kube.port, path: '/metrics', rejectUnauthorized: false };
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ ...options, headers: { authorization: `Bearer ${kube.adminToken}` } }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts).toString()));
  })
    .on('error', reject)
    .end();
  return promise;
}
