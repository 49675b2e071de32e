import { configSchema, ipLiteral, type ListenAddress, port, type Schema, z } from '@namerd/plugin';
import { isKeys, withoutNulls } from './entry.ts';
import type { Findings } from './findings.ts';

/** What may be asked of the admin server. See {@link isAllowed}. */
export interface AdminSecurity {
  readonly uiEnabled: boolean;
  readonly controlEnabled: boolean;
  readonly diagnosticsEnabled: boolean;
  /** Let pass although their category is switched off. Each matches a whole path. */
  readonly pathWhitelist: readonly RegExp[];
  /** Refused in any case. */
  readonly pathBlacklist: readonly RegExp[];
}

/** The admin server. */
export interface AdminConfig {
  readonly address: ListenAddress;
  /** How long a shutdown may take, in milliseconds. */
  readonly shutdownGraceMs: number;
  readonly security: AdminSecurity | undefined;
}

/** The key `admin` as it is written. */
interface AdminKeys {
  readonly ip: string;
  readonly port: number;
  readonly shutdownGraceMs: number;
  readonly security?: AdminSecurity | undefined;
  readonly httpIdentifierPort?: number | undefined;
  readonly workerThreads?: number | undefined;
  readonly tls?: unknown;
  readonly socketOptions?: unknown;
}

const pattern = z.string().transform((text, context): RegExp => {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    context.issues.push({ code: 'custom', message: 'is not a regular expression', input: text });
    return z.NEVER;
  }
});

const security = z.strictObject({
  uiEnabled: z.boolean().default(true).describe('Pages and what they read.'),
  controlEnabled: z.boolean().default(true).describe('Shutting down, changing log levels.'),
  diagnosticsEnabled: z.boolean().default(true).describe('Everything else.'),
  pathWhitelist: z.array(pattern).default([]).describe('Regular expressions; a whole path that matches passes.'),
  pathBlacklist: z.array(pattern).default([]).describe('Regular expressions; a whole path that matches is refused.'),
});

/** Decodes the key `admin`. */
export const adminSchema: Schema<AdminKeys> = configSchema(
  z.strictObject({
    ip: ipLiteral.default('127.0.0.1').describe('Where the admin server listens.'),
    port: port.default(9991).describe('Where the admin server listens; 0 for any free port.'),
    shutdownGraceMs: z.int().min(0).default(10_000).describe('How long a shutdown may take, in milliseconds.'),
    security: security.optional().describe('What may be asked of the admin server. Default: everything.'),
    httpIdentifierPort: port.optional().describe('Has no effect, as in namerd.'),
    workerThreads: z.int().optional().describe('Has no effect: there are no worker threads.'),
    tls: z.unknown().optional().describe('Not yet supported.'),
    socketOptions: z.unknown().optional().describe('Not yet supported.'),
  }),
);

/** Reads the key `admin`; everything has a default. */
export function decodeAdmin(input: unknown, findings: Findings): AdminConfig | undefined {
  const written = withoutNulls(input ?? {});
  if (isKeys(written)) {
    if ('tls' in written) findings.error(['admin', 'tls'], 'is not yet supported: the admin server speaks plain HTTP only');
    if ('socketOptions' in written) findings.warning(['admin', 'socketOptions'], 'is not yet supported and has no effect');
    if ('workerThreads' in written) findings.warning(['admin', 'workerThreads'], 'has no effect: there are no worker threads');
  }
  const decoded = adminSchema.decode(written);
  if (!decoded.ok) {
    findings.addAll(['admin'], decoded.issues);
    return undefined;
  }
  const { ip, port, shutdownGraceMs, security } = decoded.value;
  return { address: { host: ip, port }, shutdownGraceMs, security };
}
