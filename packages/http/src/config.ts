import { configSchema, ipLiteral, port, type Schema, z } from '@namerd/plugin';
import { defaultLimits } from './options.ts';
import { type TlsProtocol, tlsProtocols } from './tls.ts';

/** TLS of a server. */
export interface TlsConfig {
  /** PEM file of the certificate. It may be followed by its chain. */
  readonly certPath: string;
  /** PEM file of the private key. */
  readonly keyPath: string;
  /** PEM file of the rest of the chain. */
  readonly intermediateCertsPath?: string | undefined;
  /** PEM file of the authorities that may have signed certificates of clients. Default: those that Node trusts. */
  readonly caCertPath?: string | undefined;
  /** Ciphers, as the JVM or as OpenSSL names them. Default: Node's. */
  readonly ciphers?: readonly string[] | undefined;
  /** Whether clients must show a certificate. Default false. */
  readonly requireClientAuth?: boolean | undefined;
  /** Protocols to offer. Default: Node's, that is TLSv1.2 and TLSv1.3. */
  readonly protocols?: readonly TlsProtocol[] | undefined;
}

/** Options of accepted connections. */
export interface SocketOptions {
  /** Default true. */
  readonly noDelay: boolean;
  /** Accepted for compatibility: addresses are always re-used. */
  readonly reuseAddr: boolean;
  /** Whether several processes may listen on the port. Default false. */
  readonly reusePort: boolean;
  /** How long a client may take to accept what is sent, in milliseconds. Default: as long as it takes. */
  readonly writeTimeoutMs?: number | undefined;
  /** How long a connection may be silent, in milliseconds; then it is closed. Default: as long as it likes. */
  readonly readTimeoutMs?: number | undefined;
  /** Whether the system checks that silent clients are still there. Default true. */
  readonly keepAlive: boolean;
  /** How many connections may wait to be accepted. Default: the system's. */
  readonly backlog?: number | undefined;
}

/** Configuration of `io.l5d.httpController`. */
export interface HttpConfig {
  /** Default: loopback. */
  readonly ip: string;
  /** Default 4180; 0 for any free one. */
  readonly port: number;
  readonly socketOptions: SocketOptions;
  /** Absent: no encryption. */
  readonly tls?: TlsConfig | undefined;
  /** Longest request body in bytes, compressed or not; a longer one is refused with 413. Default 64 MiB. */
  readonly maxBodyBytes: number;
  /** Longest request line in bytes; a longer one is refused with 414. Default 4,096, as in namerd. */
  readonly maxRequestLineBytes: number;
}

const duration = z.int().min(1);

const socketOptions = z.strictObject({
  noDelay: z.boolean().default(true).describe('Whether small packets are sent at once.'),
  reuseAddr: z.boolean().default(true).describe('Accepted for compatibility: addresses are always re-used.'),
  reusePort: z.boolean().default(false).describe('Whether several processes may listen on the port.'),
  writeTimeoutMs: duration.optional().describe('How long a client may take to accept what is sent.'),
  readTimeoutMs: duration.optional().describe('How long a connection may be silent.'),
  keepAlive: z.boolean().default(true).describe('Whether the system checks that silent clients are still there.'),
  backlog: z.int().min(1).optional().describe('How many connections may wait to be accepted.'),
});

const tls = z.strictObject({
  certPath: z.string().describe('PEM file of the certificate.'),
  keyPath: z.string().describe('PEM file of the private key.'),
  intermediateCertsPath: z.string().optional().describe('PEM file of the rest of the chain.'),
  caCertPath: z.string().optional().describe('PEM file of the authorities that sign certificates of clients.'),
  ciphers: z.array(z.string()).min(1).optional().describe('Ciphers, as the JVM or as OpenSSL names them.'),
  requireClientAuth: z.boolean().optional().describe('Whether clients must show a certificate.'),
  protocols: z.array(z.enum(tlsProtocols)).min(1).optional().describe('Protocols to offer.'),
});

/** Reads the configuration. */
export const httpSchema: Schema<HttpConfig> = configSchema(
  z.strictObject({
    ip: ipLiteral.default('127.0.0.1').describe('The address to listen on.'),
    port: port.default(4180).describe('The port to listen on; 0 for any free one.'),
    socketOptions: socketOptions.prefault({}).describe('Options of accepted connections.'),
    tls: tls.optional().describe('Encrypts; without it the API is plain HTTP.'),
    maxBodyBytes: z.int().min(0).default(defaultLimits.maxBodyBytes).describe('Longest request body, in bytes.'),
    maxRequestLineBytes: z.int().min(1).default(defaultLimits.maxRequestLineBytes).describe('Longest request line, in bytes.'),
  }),
);
