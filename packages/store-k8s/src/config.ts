import { type ClientTlsConfig, clientTlsSchema, configSchema, port, type Schema, z } from '@namerd/plugin';

/** How we identify ourselves to the API server. */
export type K8sAuthConfig =
  | { readonly kind: 'serviceAccount'; readonly dir?: string | undefined }
  | { readonly kind: 'kubeconfig'; readonly path: string; readonly context?: string | undefined }
  | { readonly kind: 'bearer'; readonly token?: string | undefined; readonly tokenFile?: string | undefined };

/** Configuration of the store, decoded. */
export interface K8sStoreConfig {
  /** Default by {@link K8sStoreConfig.auth}. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** The Kubernetes namespace of the objects. */
  readonly namespace?: string | undefined;
  readonly tls?: ClientTlsConfig | undefined;
  readonly auth?: K8sAuthConfig | undefined;
  readonly timeoutMs: number;
  readonly resyncMs: number;
}

const auth: z.ZodType<K8sAuthConfig> = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z
        .literal('serviceAccount')
        .describe('As a pod: with the token and the certificate authority that Kubernetes mounts.'),
      dir: z.string().min(1).optional().describe('Where they are mounted, if not where Kubernetes does it.'),
    }),
    z.strictObject({
      kind: z.literal('kubeconfig').describe('As a context of a kubeconfig file, which has the address, too.'),
      path: z.string().min(1).describe('The file.'),
      context: z.string().min(1).optional().describe('Default: the current one.'),
    }),
    z.strictObject({
      kind: z.literal('bearer').describe('With a token.'),
      token: z.string().min(1).optional().describe('The token itself.'),
      tokenFile: z.string().min(1).optional().describe('A file with the token, read for each request.'),
    }),
  ])
  .describe('How we identify ourselves. Default: not at all.');

const fields = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .optional()
      .describe('Default `localhost`, for kubectl proxy; with `auth: serviceAccount` `kubernetes.default.svc`.'),
    port: port.optional().describe('Default 8001, the port of kubectl proxy; with `auth: serviceAccount` or `tls` 443.'),
    namespace: z
      .string()
      .regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, 'must be the name of a Kubernetes namespace')
      .optional()
      .describe('The Kubernetes namespace of the objects. Default `default`; with `auth` that of the pod or of the context.'),
    tls: clientTlsSchema.optional().describe('Client TLS. Default: none; `serviceAccount` and `kubeconfig` bring their own.'),
    auth: auth.optional(),
    timeoutMs: z.int().min(10).max(600_000).default(5_000).describe('How long a request or a connection may take.'),
    resyncMs: z
      .int()
      .min(100)
      .max(86_400_000)
      .default(30_000)
      .describe('How often everything is read again while it is watched, whatever the watch said.'),
  })
  .superRefine(({ auth: chosen, ...config }, context) => {
    const excluded = chosen?.kind === 'kubeconfig' ? (['host', 'port', 'tls'] as const) : (['tls'] as const);
    if (chosen?.kind === 'kubeconfig' || chosen?.kind === 'serviceAccount') {
      for (const key of excluded) {
        if (config[key] === undefined) continue;
        context.addIssue({ code: 'custom', path: [key], message: `${key} and auth ${chosen.kind} exclude each other` });
      }
    }
    if (chosen?.kind !== 'bearer') return;
    if ((chosen.token === undefined) === (chosen.tokenFile === undefined)) {
      context.addIssue({ code: 'custom', path: ['auth'], message: 'auth bearer needs either token or tokenFile' });
    }
    if (config.tls?.enabled !== true) {
      context.addIssue({
        code: 'custom',
        path: ['tls'],
        message: 'auth bearer needs tls: a token must not be sent in the clear',
      });
    }
  });

/** Reads the configuration. */
export const k8sStoreSchema: Schema<K8sStoreConfig> = configSchema<K8sStoreConfig>(fields);
