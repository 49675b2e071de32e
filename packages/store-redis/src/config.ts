import { type ClientTlsConfig, clientTlsSchema, configSchema, type Schema, z } from '@namerd/plugin';

/** Where a Redis listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** Configuration of the store, decoded. */
export interface RedisStoreConfig {
  readonly host: string;
  readonly port: number;
  readonly sentinel?: { readonly masterName: string; readonly sentinels: readonly RedisAddress[] } | undefined;
  readonly cluster?: readonly RedisAddress[] | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly db: number;
  readonly tls?: ClientTlsConfig | undefined;
  readonly keyPrefix: string;
  readonly timeoutMs: number;
  readonly resyncMs: number;
}

const port = z.int().min(1).max(65_535);

function address(defaultPort: number): z.ZodType<RedisAddress> {
  return z.strictObject({ host: z.string(), port: port.default(defaultPort) });
}

const fields = z
  .strictObject({
    host: z.string().default('localhost').describe('Of a single server.'),
    port: port.default(6379).describe('Of a single server.'),
    sentinel: z
      .strictObject({
        masterName: z.string().describe('As the sentinels know it.'),
        sentinels: z
          .array(address(26_379))
          .min(1)
          .describe('The sentinels to ask for the master, each `{host, port}` (port default 26379).'),
      })
      .optional()
      .describe('Find the server through Sentinel.'),
    cluster: z.array(address(6379)).min(1).optional().describe('Nodes of a Redis Cluster to begin with, each `{host, port}`.'),
    username: z.string().optional().describe('ACL user. Default: the default user.'),
    password: z.string().optional(),
    db: z.int().min(0).default(0).describe('Number of the database. Cluster has only 0.'),
    tls: clientTlsSchema.optional().describe('Client TLS. Default: none.'),
    keyPrefix: z
      .string()
      .regex(/^[^{}\s]+$/, 'must be one or more characters other than braces and blanks')
      .default('namerd:dtabs')
      .describe('What all keys begin with. Give each namerd fleet its own.'),
    timeoutMs: z
      .int()
      .min(10)
      .max(600_000)
      .default(5_000)
      .describe('How long a connection, a command or a silence may take before the connection counts as lost.'),
    resyncMs: z
      .int()
      .min(100)
      .max(86_400_000)
      .default(30_000)
      .describe('How often everything that is watched is read again, whatever the notifications said.'),
  })
  .superRefine((config, context) => {
    if (config.sentinel !== undefined && config.cluster !== undefined) {
      context.addIssue({ code: 'custom', path: ['cluster'], message: 'sentinel and cluster exclude each other' });
    }
    if (config.cluster !== undefined && config.db !== 0) {
      context.addIssue({ code: 'custom', path: ['db'], message: 'a cluster has only database 0' });
    }
  });

/** Reads the configuration. */
export const redisStoreSchema: Schema<RedisStoreConfig> = configSchema(fields);
