import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Dtab, Namespace, Version } from '@namerd/plugin';
import { Watch } from '@namerd/testkit';
import test from 'ava';
import { openStore, RedisSpace, redisOrSkip } from './backend.ts';

const service = await redisOrSkip();
const run = promisify(execFile);
const web = Namespace.parse('web');

async function cli(...args: string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-p', String(service?.port), ...args]);
  return stdout.trimEnd();
}

if (service === undefined) {
  test('there is no Redis here', (t) => t.pass());
} else {
  test.after.always(() => service[Symbol.asyncDispose]());

  test('a dtab is a hash with version and text, its name in a set, and a counter counts the writes', async (t) => {
    await using store = openStore(service.port, { keyPrefix: 'layout' });
    const version = await store.put(web, Dtab.parse('/svc => 0.001 * /a & /b ; /x => /y'));
    t.is(await cli('hget', '{layout}:dtab:web', 'dtab'), '/svc=>0.001*/a & /b;/x=>/y');
    t.is(await cli('hget', '{layout}:dtab:web', 'version'), Version.text(version));
    t.regex(Version.text(version), /^1-[0-9a-f]{8}$/);
    t.is(await cli('smembers', '{layout}:names'), 'web');
    t.is(await cli('get', '{layout}:counter'), '1');
    await store.delete(web);
    t.is(await cli('keys', '{layout}*'), '{layout}:counter');
  });

  test('what somebody else writes without a word is found by the next re-read', async (t) => {
    await using space = new RedisSpace(service, 'silent');
    await using store = openStore(service.port, { keyPrefix: 'silent', resyncMs: 200 });
    await store.put(web, Dtab.parse('/a => /b'));
    using watch = new Watch(store.observe(web), 5_000);
    await watch.fresh('the dtab', (found) => found !== undefined);
    await cli('hset', '{silent}:dtab:web', 'version', '9-other', 'dtab', '/a => /c');
    const found = await watch.fresh('the other dtab', (seen) => seen?.version === Version.ofText('9-other'));
    t.is(Dtab.show(found?.dtab ?? Dtab.empty), '/a=>/c');
    t.is(space.prefix, 'silent');
  });

  test('names that are none are not listed', async (t) => {
    await using store = openStore(service.port, { keyPrefix: 'names' });
    await store.put(web, Dtab.empty);
    await cli('sadd', '{names}:names', 'no name');
    t.deepEqual(await store.list().first(), [web]);
  });
}
