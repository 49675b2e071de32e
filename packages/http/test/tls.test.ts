import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { serveController, storeOf, virtualContext } from './support/server.ts';

/** A folder with an authority, certificates of two servers and of a client that it signed, and one of a client that it did not. */
class Certificates {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'namerd-tls-'));

  constructor(t: ExecutionContext) {
    t.teardown(() => rmSync(this.folder, { recursive: true }));
    this.#openssl('req', '-x509', '-subj', '/CN=authority', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem', ...key);
    this.#sign('server', '/CN=localhost');
    this.#sign('renewed', '/CN=renewed.localhost');
    this.#sign('client', '/CN=client');
    this.#openssl(
      'req',
      '-x509',
      '-subj',
      '/CN=stranger',
      '-days',
      '2',
      '-keyout',
      'stranger.key',
      '-out',
      'stranger.pem',
      ...key,
    );
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  #sign(name: string, subject: string): void {
    this.#openssl('req', '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...key);
    this.#openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-out',
      `${name}.pem`,
    );
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** What a server says over TLS, and who it says it is. */
interface Heard {
  readonly text: string;
  readonly name: unknown;
  readonly cipher: string;
  readonly protocol: string | null;
}

/** Asks for the namespaces over TLS. Rejects if the connection is refused. */
async function ask(port: number, options: ConnectionOptions): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  const heard = once(socket, 'secureConnect').then(() => ({
    name: socket.getPeerCertificate().subject.CN,
    cipher: socket.getCipher().standardName,
    protocol: socket.getProtocol(),
  }));
  socket.setEncoding('utf8');
  socket.write('GET /api/1/dtabs HTTP/1.0\r\n\r\n');
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of socket) text += chunk;
  };
  const [facts] = await Promise.all([heard, read()]);
  return { text, ...facts };
}

const served = /^HTTP\/1\.1 200 OK\r\n.*\["web"\]\n$/s;

test('the API is served with TLS, with a certificate that its authority vouches for', async (t) => {
  const certificates = new Certificates(t);
  const tls = {
    certPath: certificates.path('server.pem'),
    keyPath: certificates.path('server.key'),
    intermediateCertsPath: certificates.path('ca.pem'),
  };
  await using server = await serveController({ tls }, { store: storeOf({ web: '' }) });
  const { text, name } = await ask(server.port, {});
  t.regex(text, served);
  t.is(name, 'localhost');
});

test('with requireClientAuth only clients of the authority are let in', async (t) => {
  const certificates = new Certificates(t);
  const pem = (name: string): string => certificates.path(name);
  const tls = { certPath: pem('server.pem'), keyPath: pem('server.key'), caCertPath: pem('ca.pem'), requireClientAuth: true };
  await using server = await serveController({ tls }, { store: storeOf({ web: '' }) });
  const as = (name: string): ConnectionOptions => ({
    cert: readFileSync(pem(`${name}.pem`)),
    key: readFileSync(pem(`${name}.key`)),
  });
  t.regex((await ask(server.port, as('client'))).text, served);
  // With TLS 1.3 a client may take itself for accepted until it waits for an answer in vain.
  const answerTo = (options: ConnectionOptions): Promise<string> =>
    ask(server.port, options)
      .then(({ text }) => text)
      .catch(() => '');
  t.deepEqual([await answerTo({}), await answerTo(as('stranger'))], ['', '']);
});

test('a certificate that is renewed is used from the next connection on, and one that cannot be read is not', async (t) => {
  const certificates = new Certificates(t);
  const pem = (name: string): string => certificates.path(name);
  for (const kind of ['pem', 'key']) copyFileSync(pem(`server.${kind}`), pem(`used.${kind}`));
  const context = virtualContext();
  await using server = await serveController(
    { tls: { certPath: pem('used.pem'), keyPath: pem('used.key') } },
    { store: storeOf({ web: '' }), context },
  );
  const name = async (): Promise<unknown> => (await ask(server.port, {})).name;
  t.is(await name(), 'localhost');
  rmSync(pem('used.key'));
  t.is(await name(), 'localhost');
  t.deepEqual(context.lines, ['TLS files cannot be read; the old ones stay in use']);
  for (const kind of ['pem', 'key']) copyFileSync(pem(`renewed.${kind}`), pem(`used.${kind}`));
  t.is(await name(), 'renewed.localhost');
  t.is(context.lines.at(-1), 'TLS files were read anew');
});

test('ciphers and protocols can be limited, with the names of the JVM', async (t) => {
  const certificates = new Certificates(t);
  const tls = {
    certPath: certificates.path('server.pem'),
    keyPath: certificates.path('server.key'),
    protocols: ['TLSv1.2'],
    ciphers: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  };
  await using server = await serveController({ tls }, { store: storeOf({ web: '' }) });
  const { cipher, protocol } = await ask(server.port, {});
  t.deepEqual([cipher, protocol], ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLSv1.2']);
  await t.throwsAsync(ask(server.port, { minVersion: 'TLSv1.3' }), { message: /alert|version/ });
  await t.throwsAsync(ask(server.port, { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }), {
    message: /alert|handshake/,
  });
});

test('a file that is not there is noticed at the start', async (t) => {
  const tls = { certPath: '/nowhere/cert.pem', keyPath: '/nowhere/key.pem' };
  await t.throwsAsync(serveController({ tls }), {
    name: 'NamingError',
    message: 'the TLS file /nowhere/cert.pem cannot be read',
  });
});
