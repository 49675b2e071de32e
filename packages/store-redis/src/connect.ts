import { loadClientTls } from '@namerd/plugin';
import { Cluster, Redis } from 'ioredis';
import type { RedisStoreConfig } from './config.ts';
import { list, read, remove, write } from './scripts.ts';

/** A connection, or those to the nodes of a cluster, with our scripts as commands. */
export type Client = (Redis | Cluster) & Scripts;

/** What a writing script answers: a refusal alone, or `ok`, the version (of a delete: the count) and what the write did to the set of names. */
export type WriteReply = [outcome: string, stamp?: string, names?: string];

interface Scripts {
  namerdWrite(...args: string[]): Promise<WriteReply>;
  namerdRemove(...args: string[]): Promise<WriteReply>;
  namerdRead(hash: string, names: string, counter: string): Promise<[string, string | null, string | null]>;
  namerdList(hash: string, names: string, counter: string): Promise<[string, string[]]>;
}

const scripts = {
  namerdWrite: { numberOfKeys: 3, lua: write },
  namerdRemove: { numberOfKeys: 3, lua: remove },
  namerdRead: { numberOfKeys: 3, lua: read, readOnly: true },
  namerdList: { numberOfKeys: 3, lua: list, readOnly: true },
};

/**
 * A client that does not connect until it is told to. Nothing waits in it: a command without a connection fails at once, and none is sent
 * twice. `random` is for the jitter between two attempts.
 */
export function createClient(config: RedisStoreConfig, random: () => number): Client {
  const retryStrategy = (attempt: number): number => Math.ceil(random() * Math.min(2_000, 50 * 2 ** Math.min(attempt, 10)));
  return open(config, retryStrategy) as Client; // the scripts are defined through the options
}

function open(config: RedisStoreConfig, retryStrategy: (attempt: number) => number): Redis | Cluster {
  const { host, port, db, cluster, sentinel } = config;
  const node = nodeOptions(config);
  const lazy = { lazyConnect: true, enableOfflineQueue: false, scripts };
  if (cluster !== undefined)
    return new Cluster([...cluster], { ...lazy, redisOptions: node, clusterRetryStrategy: retryStrategy });
  if (sentinel === undefined) return new Redis({ ...node, ...lazy, db, retryStrategy, host, port });
  const { masterName, sentinels } = sentinel;
  return new Redis({
    ...node,
    ...lazy,
    db,
    retryStrategy,
    sentinels: [...sentinels],
    name: masterName,
    sentinelRetryStrategy: retryStrategy,
  });
}

/** How each server is spoken to. */
function nodeOptions({ timeoutMs, username, password, tls }: RedisStoreConfig) {
  const tlsOptions = loadClientTls(tls);
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tlsOptions !== undefined && { tls: tlsOptions }),
    protocol: 2,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Whoever lost a subscription subscribes again. ioredis would do so by itself, and leave the rejection of that to the process.
    autoResubscribe: false,
    connectionName: 'namerd',
    disableClientInfo: true,
  } as const;
}
