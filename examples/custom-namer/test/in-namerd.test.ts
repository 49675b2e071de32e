import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtins, loadConfig, startNamerd } from '@namerd/server';
import test from 'ava';

test('a configuration uses the namer by the name of its package', async (t) => {
  const file = join(import.meta.dirname, '../namerd.yaml');
  const text = readFileSync(file, 'utf8').replace('port: 9991', 'port: 0').replace('port: 4180', 'port: 0');
  await using namerd = await startNamerd(loadConfig(text, file), { plugins: builtins });
  const [api] = namerd.addresses;
  const response = await fetch(`http://127.0.0.1:${api?.port}/api/1/resolve/default?path=/svc/web`);
  t.deepEqual(await response.json(), { type: 'bound', addrs: [{ ip: '127.0.0.1', port: 8080, meta: {} }], meta: {} });
});
