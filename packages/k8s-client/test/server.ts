import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a server of a test does with a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of one test. */
export class TestServer implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number, scheme: string) {
    this.#server = server;
    this.port = port;
    this.url = `${scheme}://127.0.0.1:${port}`;
  }

  static async start(handler: Handler, tls?: ServerOptions): Promise<TestServer> {
    const server = tls === undefined ? createHttp(handler) : createHttps(tls, handler);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TestServer(server, (server.address() as AddressInfo).port, tls === undefined ? 'http' : 'https');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A folder that goes with the test. */
export async function folder(t: { teardown(f: () => Promise<void>): void }): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'k8s-client-'));
  t.teardown(() => rm(dir, { recursive: true }));
  return dir;
}

/** Makes a certificate authority with one certificate for a server on 127.0.0.1 and one for a client. */
export async function makeCertificates(dir: string): Promise<{ ca: string; server: ServerOptions; cert: string; key: string }> {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: dir });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test-ca', '-days', '2');
  for (const [name, extension] of [
    ['server', 'subjectAltName=IP:127.0.0.1,DNS:kubernetes.default.svc'],
    ['client', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    await writeFile(join(dir, `${name}.ext`), extension);
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.crt`);
  }
  const read = (file: string): Promise<string> => readFile(join(dir, file), 'utf8');
  const ca = await read('ca.crt');
  return {
    ca,
    server: { cert: await read('server.crt'), key: await read('server.key'), ca },
    cert: await read('client.crt'),
    key: await read('client.key'),
  };
}
