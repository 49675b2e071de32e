import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Dtab, Namespace, NamingError } from '@namerd/plugin';
import { Certificates, freePorts, type Service, startRedis } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';
import { openStore, redisOrSkip } from './backend.ts';

const web = Namespace.parse('web');
const available = await redisOrSkip();
await available?.[Symbol.asyncDispose]();

/** Runs `body` with a Redis that was started with these arguments. */
async function withRedis(t: ExecutionContext, args: readonly string[], body: (service: Service) => Promise<void>): Promise<void> {
  if (available === undefined) {
    t.pass();
    return;
  }
  await using service = await startRedis({ args });
  await body(service);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error) => NamingError.from(error).code,
  );
}

test('a password is needed and accepted, and a wrong one is FORBIDDEN', async (t) => {
  await withRedis(t, ['--requirepass', 'secret'], async ({ port }) => {
    for (const [config, write] of [
      [{ password: 'secret' }, 'ok'],
      [{ password: 'wrong' }, 'FORBIDDEN'],
      [{}, 'FORBIDDEN'],
    ] as const) {
      await using store = openStore(port, config);
      t.is(await codeOf(store.put(web, Dtab.empty)), write, JSON.stringify(config));
      t.is(await codeOf(store.observe(web).first()), write, JSON.stringify(config));
    }
  });
});

test('an ACL user that may only read is FORBIDDEN to write', async (t) => {
  await withRedis(t, [], async ({ port }) => {
    const rules = ['on', '>pw', '~*', '&*', '+@all', '-hset', '-del', '-sadd', '-srem', '-incr', '-set', '-publish'];
    await promisify(execFile)('redis-cli', ['-p', String(port), 'acl', 'setuser', 'reader', ...rules]);
    await using admin = openStore(port);
    await admin.put(web, Dtab.parse('/a => /b'));
    await using reader = openStore(port, { username: 'reader', password: 'pw' });
    t.is(await codeOf(reader.observe(web).first()), 'ok');
    t.is(await codeOf(reader.put(web, Dtab.empty)), 'FORBIDDEN');
    const still = await admin.observe(web).first();
    t.is(Dtab.show(still?.dtab ?? Dtab.empty), '/a=>/b');
  });
});

test('TLS with a client certificate is accepted; strangers, wrong names and unknown authorities are not', async (t) => {
  using certificates = new Certificates();
  const { ca, server, client, stranger } = certificates;
  const args = ['--tls-port', '0', '--tls-cert-file', server.cert, '--tls-key-file', server.key, '--tls-ca-cert-file', ca];
  {
    const [tlsPort = 0] = await freePorts(1);
    args[1] = String(tlsPort);
    await withRedis(t, args, async () => {
      const tls = { commonName: 'localhost', trustCertsBundle: ca, clientAuth: { certPath: client.cert, keyPath: client.key } };
      await using good = openStore(tlsPort, { tls });
      t.is(await codeOf(good.put(web, Dtab.empty)), 'ok');
      for (const bad of [
        { ...tls, clientAuth: { certPath: stranger.cert, keyPath: stranger.key } },
        { ...tls, clientAuth: undefined },
        { ...tls, commonName: 'elsewhere' },
        { ...tls, trustCertsBundle: stranger.cert },
      ]) {
        await using store = openStore(tlsPort, { tls: JSON.parse(JSON.stringify(bad)) });
        t.is(await codeOf(store.put(web, Dtab.empty)), 'UNAVAILABLE', JSON.stringify(bad));
      }
    });
  }
});
