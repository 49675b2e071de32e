import { type ClientTlsConfig, clientTlsSchema, configSchema, NamingError, Path, port, type Schema, z } from '@namerd/plugin';

/** Configuration of the store, decoded. */
export interface EtcdStoreConfig {
  readonly host: string;
  readonly port: number;
  /** Canonical text of the path below which the dtabs are. */
  readonly pathPrefix: string;
  readonly tls?: ClientTlsConfig | undefined;
  /** Which of etcd's APIs, and with it whose data: the two share nothing. */
  readonly api: 'v3' | 'v2';
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly timeoutMs: number;
}

const pathPrefix: z.ZodType<string> = z
  .string()
  .transform((text, context) => {
    try {
      return Path.show(Path.parse(text));
    } catch (error) {
      context.addIssue({ code: 'custom', message: `must be a path such as /namerd/dtabs: ${NamingError.from(error).message}` });
      return z.NEVER;
    }
  })
  .default('/namerd/dtabs')
  .describe('The path below which the dtabs are. Give each namerd fleet its own.');

const fields = z
  .strictObject({
    host: z.string().min(1).default('localhost').describe('Name or address of a member, or of what balances over them.'),
    port: port.default(2379).describe('Its client port.'),
    pathPrefix,
    tls: clientTlsSchema.optional().describe('Client TLS. Default: none.'),
    api: z
      .enum(['v3', 'v2'])
      .default('v3')
      .describe('`v2`: the keys API, with the data of namerd 1.7.5, where the server still has it (etcd 3.4: `--enable-v2`).'),
    username: z.string().min(1).optional().describe('User of etcd. Default: no authentication.'),
    password: z.string().optional().describe('Its password.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(5_000)
      .describe('How long a call may take, and how long a watch may be silent before everything is read anew.'),
  })
  .superRefine(({ username, password }, context) => {
    if (username !== undefined && password === undefined) {
      context.addIssue({ code: 'custom', path: ['password'], message: 'is required with username' });
    }
    if (username === undefined && password !== undefined) {
      context.addIssue({ code: 'custom', path: ['username'], message: 'is required with password' });
    }
  });

/** Reads the configuration. */
export const etcdStoreSchema: Schema<EtcdStoreConfig> = configSchema(fields);
