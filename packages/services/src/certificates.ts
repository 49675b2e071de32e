import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, as PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Real certificates for tests, made by openssl in a folder of their own: an authority, a server `localhost` and a client that it has signed, and a stranger that it has not. */
export class Certificates implements Disposable {
  readonly #dir: string = mkdtempSync(join(tmpdir(), 'namerd-certificates-'));
  /** The authority's certificate. */
  readonly ca: string;
  /** For `localhost` and 127.0.0.1. */
  readonly server: KeyPair;
  readonly client: KeyPair;
  /** Signed by itself. */
  readonly stranger: KeyPair;

  constructor() {
    this.ca = this.#selfSigned('ca').cert;
    this.server = this.#signed('localhost');
    this.client = this.#signed('client');
    this.stranger = this.#selfSigned('stranger');
  }

  #selfSigned(name: string): KeyPair {
    const pair = this.#pair(name);
    this.#openssl('req', '-x509', '-subj', `/CN=${name}`, '-days', '2', '-keyout', pair.key, '-out', pair.cert, ...newKey);
    return pair;
  }

  #signed(name: string): KeyPair {
    const pair = this.#pair(name);
    const [request, extensions] = [`${pair.cert}.csr`, `${pair.cert}.ext`];
    writeFileSync(extensions, `subjectAltName=DNS:${name},IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n`);
    this.#openssl('req', '-subj', `/CN=${name}`, '-keyout', pair.key, '-out', request, ...newKey);
    const by = ['-CA', join(this.#dir, 'ca.pem'), '-CAkey', join(this.#dir, 'ca.key'), '-CAcreateserial'];
    this.#openssl('x509', '-req', '-in', request, ...by, '-days', '2', '-extfile', extensions, '-out', pair.cert);
    return pair;
  }

  #pair(name: string): KeyPair {
    return { cert: join(this.#dir, `${name}.pem`), key: join(this.#dir, `${name}.key`) };
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }

  [Symbol.dispose](): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
