import { createPluginContext, type Namespace, type PluginContext } from '@namerd/plugin';
import type { K8sStore } from '@namerd/store-k8s';
import type { StoreBackend } from '@namerd/store-testkit';
import { FakeKube } from './fake-kube.ts';
import type { FakeObject } from './fake-objects.ts';
import { openStore } from './kube.ts';
import { rawObject } from './raw.ts';

/** A store on a fake. */
export function openOn(
  fake: { readonly port: number },
  more: object = {},
  context: PluginContext = createPluginContext(),
): K8sStore {
  return openStore({ host: '127.0.0.1', port: fake.port, timeoutMs: 1_000, ...more }, context);
}

/** An isolated space: a fake of its own. */
export class FakeSpace implements StoreBackend {
  readonly fake: FakeKube;

  private constructor(fake: FakeKube) {
    this.fake = fake;
  }

  static async start(): Promise<FakeSpace> {
    return new FakeSpace(await FakeKube.start());
  }

  async open(): Promise<K8sStore> {
    return openOn(this.fake);
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    const { objects } = this.fake;
    const object = rawObject(namespace, bytes) as unknown as FakeObject;
    const held = objects.get('default', namespace);
    if (held.status !== 200) objects.post('default', object);
    else objects.put('default', namespace, { ...object, metadata: (held.body as FakeObject).metadata });
  }

  fail(): Promise<void> {
    return this.fake.kill();
  }

  recover(): Promise<void> {
    return this.fake.restart();
  }

  openWatches(): number {
    return this.fake.openWatches;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.fake[Symbol.asyncDispose]();
  }
}
