import { configSchema, port, type Schema, z } from '@namerd/plugin';
import { type ZkAcl, type ZkAddress, type ZkAuth, ZkPerms } from '@namerd/zk-client';

/** Configuration of the store, decoded. */
export interface ZkStoreConfig {
  /** The servers of the ensemble. At least one. */
  readonly zkAddrs: readonly ZkAddress[];
  /** The node below which the dtabs are. */
  readonly pathPrefix: string;
  /** What is asked for; the server may decide otherwise. In milliseconds. */
  readonly sessionTimeoutMs: number;
  /** How we identify ourselves. Default: not at all. */
  readonly authInfo?: ZkAuth | undefined;
  /** The ACL of nodes that are created. */
  readonly acls: readonly ZkAcl[];
}

const addr: z.ZodType<ZkAddress> = z
  .strictObject({
    host: z.string().min(1).optional().describe('Name or address of a server. Required.'),
    port: port.optional().describe('Its client port. Required.'),
  })
  .transform(({ host, port }, context) => {
    if (host !== undefined && port !== undefined) return { host, port };
    if (host === undefined) context.addIssue({ code: 'custom', path: ['host'], message: 'host must be specified' });
    if (port === undefined) context.addIssue({ code: 'custom', path: ['port'], message: 'port must be specified' });
    return z.NEVER;
  });

const acl: z.ZodType<ZkAcl> = z.strictObject({
  scheme: z.string().min(1).describe('Such as `world`, `digest`, `auth` or `ip`.'),
  id: z.string().describe('In the form of the scheme: `anyone` for `world`, empty for `auth`.'),
  perms: z
    .string()
    .transform((text, context) => {
      const perms = ZkPerms.parse(text);
      if (perms !== undefined) return perms;
      context.addIssue({ code: 'custom', message: `${text} is not a valid permission string` });
      return z.NEVER;
    })
    .describe('Letters of `crwda`: create, read, write, delete, admin.'),
});

const pathPrefix = z
  .string()
  .regex(/^(?:\/[^/\0]+)+$/, 'must be the path of a node, such as /dtabs, without a slash at its end')
  .refine((path) => !/\/\.\.?(?:\/|$)/.test(path), 'must not have . or .. in it')
  .default('/dtabs')
  .describe('The node below which the dtabs are.');

/** Reads the configuration. */
export const zkStoreSchema: Schema<ZkStoreConfig> = configSchema(
  z.strictObject({
    zkAddrs: z.array(addr).min(1, 'must have a server').describe('The servers of the ensemble.'),
    pathPrefix,
    sessionTimeoutMs: z.int().min(1).default(10_000).describe('What we ask for; the server may decide otherwise.'),
    authInfo: z
      .strictObject({
        scheme: z.string().min(1).describe('Such as `digest`.'),
        auth: z.string().describe('In the form of the scheme, such as `user:password`.'),
      })
      .optional()
      .describe('How we identify ourselves. Default: not at all.'),
    acls: z
      .array(acl)
      .default([{ scheme: 'world', id: 'anyone', perms: ZkPerms.all }])
      .describe('The ACL of nodes that are created. Default: anyone may do anything.'),
  }),
);
