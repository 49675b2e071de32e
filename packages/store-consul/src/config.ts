import type { ConsulConsistency } from '@namerd/consul-client';
import {
  type Backoff,
  type ClientTlsConfig,
  clientTlsSchema,
  configSchema,
  NamingError,
  Path,
  port,
  type Schema,
  z,
} from '@namerd/plugin';

/** Configuration of the store, decoded. */
export interface ConsulStoreConfig {
  readonly host: string;
  readonly port: number;
  /** Below which the dtabs are: `/namerd/dtabs` for the keys `namerd/dtabs/…`. */
  readonly pathPrefix: Path;
  readonly token?: string | undefined;
  readonly datacenter?: string | undefined;
  readonly readConsistencyMode?: ConsulConsistency | undefined;
  readonly writeConsistencyMode?: ConsulConsistency | undefined;
  /** Without effect. */
  readonly failFast: boolean;
  readonly backoff: Backoff;
  readonly tls?: ClientTlsConfig | undefined;
  readonly timeoutMs: number;
  readonly waitMs: number;
  readonly resyncMs: number;
}

const modes = ['default', 'stale', 'consistent'] as const;

const mode: z.ZodType<ConsulConsistency> = z.enum(modes, {
  error: ({ input }) => `Illegal Consul consistency mode level: ${String(input)}`,
});

const pathPrefix: z.ZodType<Path> = z.string().transform((text, context) => {
  try {
    return Path.parse(text);
  } catch (thrown) {
    context.addIssue({ code: 'custom', message: NamingError.from(thrown).message });
    return z.NEVER;
  }
});

const ms = z.int().min(0).max(86_400_000);

/** Below this a loop of retries would be a storm, in milliseconds. */
const floorMs = 50;

const backoff: z.ZodType<Backoff> = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant'), ms: ms.default(0).describe('The longest pause.') }),
    z.strictObject({
      kind: z.literal('jittered'),
      minMs: ms.describe('The longest pause after the first failure. It doubles with each failure.'),
      maxMs: ms.describe('What it grows to.'),
    }),
  ])
  .transform((config) => {
    const { minMs, maxMs } = config.kind === 'constant' ? { minMs: config.ms, maxMs: config.ms } : config;
    return { minMs: Math.max(floorMs, minMs), maxMs: Math.max(floorMs, minMs, maxMs) };
  });

/** Reads the configuration. */
export const consulStoreSchema: Schema<ConsulStoreConfig> = configSchema(
  z.strictObject({
    host: z.string().min(1).default('localhost').describe('The Consul agent.'),
    port: port.default(8500).describe('Of its HTTP API; of HTTPS with `tls`.'),
    pathPrefix: pathPrefix
      .default(Path.of('namerd', 'dtabs'))
      .describe('Below which the dtabs are. Default: `/namerd/dtabs`, for the keys `namerd/dtabs/…`.'),
    token: z.string().optional().describe('ACL token. Default: none, so that the agent’s own counts.'),
    datacenter: z.string().optional().describe('Default: the agent’s.'),
    readConsistencyMode: mode
      .optional()
      .describe('`default`, `stale` (any server answers, which may be behind) or `consistent` (the leader makes sure).'),
    writeConsistencyMode: mode.optional().describe('Accepted for compatibility. Without effect: Consul knows no such thing.'),
    failFast: z.boolean().default(false).describe('Accepted for compatibility. Without effect, as in namerd.'),
    backoff: backoff
      .default({ minMs: floorMs, maxMs: 5_000 })
      .describe('Between attempts: `{kind: constant, ms}` or `{kind: jittered, minMs, maxMs}`. Default: jittered, 50 to 5,000.'),
    tls: clientTlsSchema.optional().describe('Client TLS. Default: none.'),
    timeoutMs: z.int().min(10).max(600_000).default(5_000).describe('How long a request may take before Consul counts as lost.'),
    waitMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe('How long Consul is asked to wait for a change. A connection that died unseen is noticed after this.'),
    resyncMs: z.int().min(100).max(86_400_000).default(60_000).describe('How often what is watched is also read plainly.'),
  }),
);
