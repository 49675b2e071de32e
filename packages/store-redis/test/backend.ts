import { createPluginContext, type Namespace, type PluginContext } from '@namerd/plugin';
import { orSkip, type Service, startRedis } from '@namerd/services';
import { RedisStore, redisStoreSchema } from '@namerd/store-redis';
import type { StoreBackend } from '@namerd/store-testkit';
import { Redis } from 'ioredis';

/** A Redis for one file of tests; undefined, said loudly, where it cannot be had. */
export function redisOrSkip(): Promise<Service | undefined> {
  return orSkip('store redis', () => startRedis());
}

/** A store on this server. `more` are further keys of the configuration. */
export function openStore(port: number, more: object = {}, context: PluginContext = createPluginContext()): RedisStore {
  const decoded = redisStoreSchema.decode({ host: '127.0.0.1', port, timeoutMs: 1_000, ...more });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  return new RedisStore(decoded.value, context);
}

/** An isolated space: a key prefix of its own. */
export class RedisSpace implements StoreBackend {
  readonly prefix: string;
  readonly #service: Service;
  readonly #outside: Redis;

  constructor(service: Service, prefix: string) {
    this.#service = service;
    this.prefix = prefix;
    this.#outside = new Redis({ host: '127.0.0.1', port: service.port, protocol: 2 });
    this.#outside.on('error', () => undefined);
  }

  async open(): Promise<RedisStore> {
    return openStore(this.#service.port, { keyPrefix: this.prefix });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    const tag = `{${this.prefix}}`;
    await this.#outside
      .multi()
      .hset(`${tag}:dtab:${namespace}`, 'version', `${Date.now()}-raw`, 'dtab', Buffer.from(bytes))
      .sadd(`${tag}:names`, namespace)
      .publish(`${tag}:changes:${namespace}`, '')
      .publish(`${tag}:changes`, '')
      .exec();
  }

  async fail(): Promise<void> {
    await this.#service.kill();
  }

  async recover(): Promise<void> {
    await this.#service.restart();
  }

  /** Subscriptions on this space, as the server counts them. */
  async openWatches(): Promise<number> {
    const channels = (await this.#outside.pubsub('CHANNELS', `{${this.prefix}}:*`)) as string[];
    if (channels.length === 0) return 0;
    const counts = (await this.#outside.pubsub('NUMSUB', ...channels)) as (string | number)[];
    return counts.reduce<number>((sum, value, i) => (i % 2 === 1 ? sum + Number(value) : sum), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#outside.disconnect();
  }
}
