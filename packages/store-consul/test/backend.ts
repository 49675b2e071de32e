import { createPluginContext, type DtabStore, type Namespace, type PluginContext } from '@namerd/plugin';
import { type ConsulOptions, orSkip, type Service, startConsul } from '@namerd/services';
import { consulStore } from '@namerd/store-consul';
import type { StoreBackend } from '@namerd/store-testkit';
import { Gate } from './gate.ts';

export type { Service };

/** A real Consul, or nothing where there is none; the reason goes into the report. */
export function consulOrSkip(options?: ConsulOptions): Promise<Service | undefined> {
  return orSkip('store consul', () => startConsul(options));
}

/** A store that reaches Consul through this port. Not guarded. `more` are further keys of the configuration. */
export function openStore(port: number, more: object = {}, context: PluginContext = createPluginContext()): DtabStore {
  const decoded = consulStore.schema.decode({ host: '127.0.0.1', port, timeoutMs: 1_000, waitMs: 2_000, ...more });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  return consulStore.create(decoded.value, context);
}

/** The HTTP API, spoken without any client of ours. */
export async function api(port: number, path: string, init?: RequestInit): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/v1${path}`, { signal: AbortSignal.timeout(5_000), ...init });
}

/** A prefix of its own, reached through a gate of its own. */
export class ConsulSpace implements StoreBackend {
  readonly #service: Service;
  readonly #prefix: string;
  readonly #gate: Gate;

  private constructor(service: Service, prefix: string, gate: Gate) {
    this.#service = service;
    this.#prefix = prefix;
    this.#gate = gate;
  }

  static async start(service: Service, prefix: string): Promise<ConsulSpace> {
    return new ConsulSpace(service, prefix, await Gate.start(() => service.port));
  }

  async open(): Promise<DtabStore> {
    return openStore(this.#gate.port, { pathPrefix: `/${this.#prefix}` });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    await api(this.#service.port, `/kv/${this.#prefix}/${namespace}`, { method: 'PUT', body: new Uint8Array(bytes) });
  }

  async fail(): Promise<void> {
    this.#gate.shut();
  }

  async recover(): Promise<void> {
    this.#gate.open();
  }

  openWatches(): number {
    return this.#gate.blocking;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gate[Symbol.asyncDispose]();
  }
}
