import { startRedis } from '@namerd/services';
import { redisStore } from '@namerd/store-redis';
import { Redis } from 'ioredis';
import { openStore, payload, type StoreBench } from './backend.ts';

const cas = `if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 'd', ARGV[3])
return 1`;

/** Redis, against a script that compares and sets. */
export const redisBench: StoreBench = {
  name: 'redis',
  plugin: { package: '@namerd/store-redis', name: 'redisStore', config: (port) => ({ host: '127.0.0.1', port }) },
  start: () => startRedis(),
  open: (port) => openStore(redisStore, { host: '127.0.0.1', port }),
  async bare(port) {
    const redis = new Redis({ host: '127.0.0.1', port, protocol: 2 });
    redis.defineCommand('cas', { numberOfKeys: 1, lua: cas });
    const client = redis as Redis & { cas(key: string, expected: string, next: string, text: string): Promise<number> };
    await redis.hset('bare', 'v', '0');
    let version = 0;
    return {
      async write() {
        const done = await client.cas('bare', `${version}`, `${++version}`, payload);
        if (done !== 1) throw new Error('not written');
      },
      async [Symbol.asyncDispose]() {
        redis.disconnect();
      },
    };
  },
};
