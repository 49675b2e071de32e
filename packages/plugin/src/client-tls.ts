import { readFileSync } from 'node:fs';
import { NamingError } from '@namerd/errors';
import { z } from './schema.ts';

/** How a client of a backend uses TLS, with the keys and messages of namerd 1.7.5. */
export interface ClientTlsConfig {
  readonly enabled: boolean;
  readonly disableValidation: boolean;
  readonly commonName?: string | undefined;
  readonly trustCerts?: readonly string[] | undefined;
  readonly trustCertsBundle?: string | undefined;
  readonly clientAuth?: ClientAuthConfig | undefined;
  readonly protocols?: readonly ('TLSv1.2' | 'TLSv1.3')[] | undefined;
}

/** The certificate with which a client identifies itself. */
export interface ClientAuthConfig {
  readonly certPath: string;
  readonly keyPath: string;
  readonly intermediateCertsPath?: string | undefined;
}

const clientAuth: z.ZodType<ClientAuthConfig> = z
  .strictObject({
    certPath: z.string().describe('PEM file with our certificate.'),
    keyPath: z.string().describe('PEM file with its private key.'),
    intermediateCertsPath: z.string().optional().describe('PEM file with the certificates between ours and the root.'),
  })
  .describe('The certificate with which we identify ourselves.');

const fields: z.ZodType<ClientTlsConfig> = z.strictObject({
  enabled: z.boolean().default(true).describe('`false` switches TLS off.'),
  disableValidation: z.boolean().default(false).describe('Accept any certificate. For tests.'),
  commonName: z.string().optional().describe('The name that the certificate must have. Required unless validation is disabled.'),
  trustCerts: z.array(z.string()).optional().describe('PEM files with trusted roots (deprecated, use trustCertsBundle).'),
  trustCertsBundle: z.string().optional().describe('PEM file with the trusted roots. Default: those of the platform.'),
  clientAuth: clientAuth.optional(),
  protocols: z
    .array(z.enum(['TLSv1.2', 'TLSv1.3']))
    .optional()
    .describe('Default: both.'),
});

/** The part of a configuration that stands under `tls:` of a store or a namer. */
export const clientTlsSchema: z.ZodType<ClientTlsConfig> = fields.superRefine((tls, context) => {
  if (!tls.disableValidation && tls.enabled && tls.commonName === undefined) {
    context.addIssue({ code: 'custom', message: 'tls is configured with validation but `commonName` is not set' });
  }
  if (tls.trustCerts !== undefined && tls.trustCertsBundle !== undefined) {
    const message = 'Both trustCerts and trustCertsBundle have been set. Please use only trustCertsBundle.';
    context.addIssue({ code: 'custom', path: ['trustCerts'], message });
  }
});

/** What `node:tls` and everything built on it takes. */
export interface ClientTlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly servername?: string;
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/**
 * Reads the files of a client's TLS configuration; `undefined` if TLS is off. Call it for each new connection, so that renewed certificates are picked up.
 * Throws `CONFIG` naming the file and its key.
 */
export function loadClientTls(tls: ClientTlsConfig | undefined): ClientTlsOptions | undefined {
  if (tls === undefined || !tls.enabled) return undefined;
  const roots = tls.trustCertsBundle === undefined ? tls.trustCerts : [tls.trustCertsBundle];
  const auth = tls.clientAuth;
  const chain = auth?.intermediateCertsPath;
  return {
    rejectUnauthorized: !tls.disableValidation,
    ...(tls.commonName !== undefined && { servername: tls.commonName }),
    ...(roots !== undefined && { ca: roots.map((file) => read(file, 'trusted certificate')) }),
    ...(auth !== undefined && {
      cert: read(auth.certPath, 'certificate') + (chain === undefined ? '' : `\n${read(chain, 'intermediate certificate')}`),
      key: read(auth.keyPath, 'private key'),
    }),
    ...(tls.protocols !== undefined && {
      minVersion: tls.protocols.includes('TLSv1.2') ? 'TLSv1.2' : 'TLSv1.3',
      maxVersion: tls.protocols.includes('TLSv1.3') ? 'TLSv1.3' : 'TLSv1.2',
    }),
  };
}

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NamingError('CONFIG', `the ${what} cannot be read: ${reason}`, { cause, details: { file } });
  }
}
