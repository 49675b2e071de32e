import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import test from 'ava';

const folder = new URL('..', import.meta.url);

/** Runs an example of the README as it stands, and answers what it prints. */
async function run(index: number): Promise<string[]> {
  const readme = await readFile(new URL('README.md', folder), 'utf8');
  const example = [...readme.matchAll(/^```ts\n(.*?)^```/gms)][index]?.[1] ?? '';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@namerd/source', '--input-type=module-typescript', '--eval', example],
    { cwd: folder, timeout: 30_000 },
  );
  return stdout.trim().split('\n');
}

test('the first example of the README prints what it says, and ends', async (t) => {
  t.deepEqual(await run(0), ['10.0.0.1:80', 'fresh 10.0.0.1:80', 'fresh 10.0.0.1:80 10.0.0.2:80', '0']);
});

test('the second example of the README prints what it says, and ends', async (t) => {
  t.deepEqual(await run(1), ['started', 'failing', 'failed', 'recovered', 'ok', 'stopped', '0']);
});
