import { constants } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { SecureContextOptions, Server as TlsServer } from 'node:tls';
import { type Logger, NamingError } from '@namerd/plugin';
import type { TlsConfig } from './config.ts';
import { toOpenssl } from './tls-ciphers.ts';

/**
 * The files behind a TLS server, read anew when they change: a certificate that was renewed is used from the next connection on, without a
 * restart. Looked at when a connection comes, so there is nothing to stop.
 */
export class TlsFiles {
  readonly #config: TlsConfig;
  #stamp: string | undefined;

  constructor(config: TlsConfig) {
    this.#config = config;
  }

  /** The options for a server. Throws `CONFIG`, naming the file, if one cannot be read. */
  read(): SecureContextOptions & { readonly requestCert: boolean; readonly rejectUnauthorized: boolean } {
    const { certPath, keyPath, intermediateCertsPath, caCertPath, ciphers, protocols, requireClientAuth = false } = this.#config;
    this.#stamp = this.#now();
    const certificates = [certPath, intermediateCertsPath].filter((path) => path !== undefined).map(readPem);
    return {
      cert: certificates.join('\n'),
      key: readPem(keyPath),
      ...(caCertPath !== undefined && { ca: readPem(caCertPath) }),
      ...(ciphers !== undefined && { ciphers: toOpenssl(ciphers) }),
      ...(protocols !== undefined && protocolOptions(protocols)),
      requestCert: requireClientAuth,
      rejectUnauthorized: requireClientAuth,
    };
  }

  /** Keeps a server's certificates up to date. Files that cannot be read leave the old ones in use, and are tried again. */
  follow(server: TlsServer, logger: Logger): void {
    server.prependListener('connection', () => {
      const stamp = this.#now();
      if (stamp === this.#stamp) return;
      try {
        server.setSecureContext(this.read());
        logger.info('TLS files were read anew', { certPath: this.#config.certPath });
      } catch (error) {
        logger.warn('TLS files cannot be read; the old ones stay in use', { error: NamingError.from(error).message });
      }
      this.#stamp = stamp;
    });
  }

  /** Changes whenever a file does. */
  #now(): string {
    const { certPath, keyPath, intermediateCertsPath, caCertPath } = this.#config;
    const paths = [certPath, keyPath, intermediateCertsPath, caCertPath].filter((path) => path !== undefined);
    return paths.map((path) => stampOf(path)).join();
  }
}

function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new NamingError('CONFIG', `the TLS file ${path} cannot be read`, { cause: cause, details: { file: path } });
  }
}

/** The names of TLS protocols that a server can be limited to. */
export type TlsProtocol = (typeof tlsProtocols)[number];

/** See {@link TlsProtocol}; oldest first. */
export const tlsProtocols = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** How OpenSSL is told to do without each. */
const switches: Readonly<Record<TlsProtocol, number>> = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};

function protocolOptions(wanted: readonly TlsProtocol[]): SecureContextOptions {
  const unwanted = tlsProtocols.filter((protocol) => !wanted.includes(protocol));
  const secureOptions = unwanted.reduce((all, protocol) => all | switches[protocol], 0);
  return { minVersion: 'TLSv1', maxVersion: 'TLSv1.3', secureOptions: secureOptions };
}
