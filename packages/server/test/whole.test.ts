import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Command, command, folder, run } from './support/command.ts';
import { documented } from './support/documented.ts';

/** The base URL of the HTTP API, once it listens. */
async function api(namerd: Command): Promise<string> {
  const [, port] = await namerd.logged(/serving io\.l5d\.httpController interface on 127\.0\.0\.1:(\d+)\n/);
  return `http://127.0.0.1:${port}/api/1`;
}

function disco(t: ExecutionContext, config: string): string {
  const cwd = folder(t, { 'namerd.yaml': config });
  mkdirSync(join(cwd, 'disco'));
  writeFileSync(join(cwd, 'disco/web'), '127.0.0.1 8080\n127.0.0.1 8081\n');
  return cwd;
}

test('the documented configuration is good as it is', async (t) => {
  t.deepEqual(await run(t, disco(t, documented), ['-validate', 'namerd.yaml']), { status: 0, stdout: 'ok\n', stderr: '' });
});

test('the documented configuration serves its dtab and resolves names through it', async (t) => {
  const onFreePorts = documented.replace('port: 9991', 'port: 0').replace('port: 4180', 'port: 0');
  const namerd = command(t, disco(t, onFreePorts), ['namerd.yaml']);
  const base = await api(namerd);
  t.deepEqual(await (await fetch(`${base}/dtabs`)).json(), ['default']);
  const resolved = await (await fetch(`${base}/resolve/default?path=/http/1.1/GET/web`)).json();
  t.deepEqual((resolved as { addrs: { port: number }[] }).addrs.map(({ port }) => String(port)).sort(), ['8080', '8081']);
});

test('what was written to sqlite is there after a kill -9', async (t) => {
  const cwd = disco(
    t,
    documented
      .replace('port: 9991', 'port: 0')
      .replace('port: 4180', 'port: 0')
      .replace(/storage:[\s\S]*?\n\n/, 'storage: {kind: io.namerd.sqlite, path: dtabs.db}\n\n'),
  );
  const before = command(t, cwd, ['namerd.yaml']);
  const put = await fetch(`${await api(before)}/dtabs/default`, {
    method: 'PUT',
    headers: { 'content-type': 'application/dtab' },
    body: '/svc => /#/io.l5d.fs',
  });
  t.is(put.status, 204);
  before.child.kill('SIGKILL');
  t.is(await before.ended, 'SIGKILL');
  const after = command(t, cwd, ['namerd.yaml']);
  const base = await api(after);
  t.deepEqual(await (await fetch(`${base}/dtabs/default`)).json(), [{ prefix: '/svc', dst: '/#/io.l5d.fs' }]);
  t.is((await fetch(`${base}/resolve/default?path=/svc/web`)).status, 200);
  after.child.kill('SIGTERM');
  t.is(await after.ended, 0);
});
