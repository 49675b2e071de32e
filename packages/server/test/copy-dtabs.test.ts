import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtins, type Namerd, startNamerd } from '@namerd/server';
import { orSkip, type Service, startEtcd } from '@namerd/services';
import test from 'ava';

const script = fileURLToPath(new URL('../../../scripts/copy-dtabs.mjs', import.meta.url));

function etcdOrSkip(): Promise<Service | undefined> {
  return orSkip('copy-dtabs with etcd', () => startEtcd({ args: ['--enable-v2'] }));
}

function start(etcd: Service, api: 'v2' | 'v3'): Promise<Namerd> {
  const storage = { kind: 'io.l5d.etcd', experimental: true, host: '127.0.0.1', port: etcd.port, api };
  const interfaces = [{ kind: 'io.l5d.httpController', ip: '127.0.0.1', port: 0 }];
  return startNamerd({ storage, interfaces, admin: { ip: '127.0.0.1', port: 0 } }, { plugins: builtins });
}

function urlOf(namerd: Namerd): string {
  return `http://127.0.0.1:${namerd.addresses[0]?.port}`;
}

test('what namerd 1.7.5 has in etcd v2 is copied to v3, and what is there already is left alone', async (t) => {
  await using etcd = await etcdOrSkip();
  if (etcd === undefined) return void t.pass();
  for (const [name, text] of Object.entries({ default: '/svc=>0.50*/a & 0.33*/b', web: '/svc=>/\\xe2\\x82\\xac', empty: '' })) {
    const body = new URLSearchParams({ value: text, prevExist: 'false' });
    const written = await fetch(`http://127.0.0.1:${etcd.port}/v2/keys/namerd/dtabs/${name}`, { method: 'PUT', body });
    t.true(written.ok);
  }
  await using from = await start(etcd, 'v2');
  await using to = await start(etcd, 'v3');
  const dtabs = `${urlOf(to)}/api/1/dtabs`;
  const copy = (...more: string[]) => promisify(execFile)('node', [script, urlOf(from), urlOf(to), ...more]);
  const { stdout } = await copy();
  t.regex(stdout, /3 namespaces, 0 not the same/);
  t.deepEqual(await (await fetch(dtabs)).json(), ['default', 'empty', 'web']);
  const read = async (name: string) => (await fetch(`${dtabs}/${name}`, { headers: { accept: 'application/dtab' } })).text();
  t.is((await read('web')).trim(), '/svc=>/\\xe2\\x82\\xac');

  const edited = { method: 'PUT', headers: { 'content-type': 'application/dtab' }, body: '/svc => /edited' };
  await fetch(`${dtabs}/web`, edited);
  const again = await t.throwsAsync<Error & { stdout: string; code: number }>(copy());
  t.is(again?.code, 1);
  t.regex(again?.stdout ?? '', /web: is there already, NOT the same/);
  await copy('--replace');
  t.is((await read('web')).trim(), '/svc=>/\\xe2\\x82\\xac');
});
