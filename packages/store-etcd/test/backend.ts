import { createEtcdClient, type EtcdClient } from '@namerd/etcd-client';
import { createPluginContext, type DtabStore, type Namespace, type PluginContext, systemClock } from '@namerd/plugin';
import { type EtcdOptions, orSkip, type Service, startEtcd } from '@namerd/services';
import { etcdStore } from '@namerd/store-etcd';
import type { StoreBackend } from '@namerd/store-testkit';

/** An etcd for one file of tests; undefined, said loudly, where it cannot be had. */
export function etcdOrSkip(options?: EtcdOptions): Promise<Service | undefined> {
  return orSkip('store etcd', () => startEtcd(options));
}

/** A store that reaches etcd through this port. `more` are further keys of the configuration. Not guarded. */
export function openStore(port: number, more: object = {}, context: PluginContext = createPluginContext()): DtabStore {
  const decoded = etcdStore.schema.decode({ host: '127.0.0.1', port, timeoutMs: 1_500, ...more });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  return etcdStore.create(decoded.value, context);
}

/** A client beside the store. */
export function openClient(port: number): EtcdClient {
  return createEtcdClient({ host: '127.0.0.1', port, context: { clock: systemClock } });
}

/** An isolated space: a prefix of its own. */
export class EtcdSpace implements StoreBackend {
  readonly #service: Service;
  readonly #prefix: string;
  readonly #api: 'v3' | 'v2';
  readonly #outside: EtcdClient;

  constructor(service: Service, prefix: string, api: 'v3' | 'v2') {
    this.#service = service;
    this.#prefix = prefix;
    this.#api = api;
    this.#outside = openClient(service.port);
  }

  async open(): Promise<DtabStore> {
    return openStore(this.#service.port, { pathPrefix: this.#prefix, api: this.#api });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    const key = `${this.#prefix}/${namespace}`;
    if (this.#api === 'v3') await this.#outside.put(key, bytes);
    else await putV2(this.#service, key, bytes);
  }

  async fail(): Promise<void> {
    await this.#service.kill();
  }

  async recover(): Promise<void> {
    await this.#service.restart();
  }

  /** Watchers of the whole server, as it counts them: a test runs alone. */
  openWatches(): Promise<number> {
    return watchers(this.#service, this.#api);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outside[Symbol.asyncDispose]();
  }
}

/** Writes a node of the v2 API as namerd does. */
export async function putV2(service: Service, key: string, value: string | Uint8Array): Promise<void> {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  const body = `value=${[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`http://127.0.0.1:${service.port}/v2/keys${key}`, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** How many watchers the server has. */
export async function watchers(service: Service, api: 'v3' | 'v2' = 'v3'): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${service.port}/metrics`);
  const name = api === 'v3' ? 'mvcc_watcher_total' : 'store_watchers';
  const found = new RegExp(`^etcd_debugging_${name} (\\S+)$`, 'm').exec(await response.text());
  return Number(found?.[1] ?? Number.NaN);
}

/** Waits until it is so; fails after ten seconds. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
