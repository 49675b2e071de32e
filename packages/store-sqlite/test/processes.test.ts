import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Dtab } from '@namerd/plugin';
import test, { type ExecutionContext } from 'ava';
import { a, b, file, open, until, web } from './support.ts';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));

function other(
  t: ExecutionContext,
  path: string,
  mode: 'one' | 'many',
): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, ['--conditions=@namerd/source', worker, path, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

test('a write of another process is seen within a second', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  await store.put(web, a);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  const child = other(t, path, 'one');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await until(
    observed,
    (s) => s.kind === 'ok' && s.value !== undefined && Dtab.show(s.value.dtab) === '/svc=>/from-the-other-process',
  );
  const seenMs = Date.now();
  const line = await lines.next();
  t.true(seenMs - Number(line.value) < 1_000, `${seenMs - Number(line.value)} ms`);
});

test('a process that is killed while it writes leaves every acknowledged write, and a whole file', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  await store.put(web, a);
  for (let round = 0; round < 3; round++) {
    const child = other(t, path, 'many');
    let acknowledged = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 20 + round * 7) child.kill('SIGKILL'); // what it still had in the pipe is read too
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    t.is(child.signalCode, 'SIGKILL');
    const found = await store.observe(web).first();
    const written = Number(/\/n(\d+)$/.exec(found ? Dtab.show(found.dtab) : '')?.[1]);
    t.true(written === acknowledged || written === acknowledged + 1, `${written} after ${acknowledged} was acknowledged`);
  }
  const database = new DatabaseSync(path);
  t.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  database.close();
  await t.notThrowsAsync(store.put(web, b));
});

test('two processes that write at once lose nothing and exclude nobody', async (t) => {
  const path = await file(t);
  const store = open(t, path, 10_000);
  await store.put(web, a);
  const child = other(t, path, 'many');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const versions = new Set<string>();
  for (let n = 0; n < 50; n++) versions.add(await store.put(web, b));
  t.is(versions.size, 50);
  const line = await lines.next();
  t.false(line.done);
});

test('a disk that takes no more is UNAVAILABLE, and what was acknowledged before stays', async (t) => {
  const path = await file(t);
  // A limit on the size of files stands for the full disk.
  const limited = ['-c', 'ulimit -f 500; exec "$0" "$@"', process.execPath, '--conditions=@namerd/source', worker, path, 'fill'];
  const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const last = lines.length - 1;
  t.is(lines.at(-1), `${last} UNAVAILABLE`);
  t.true(last > 1);
  const found = await open(t, path).observe(web).first();
  t.regex(found ? Dtab.show(found.dtab) : '', new RegExp(`^/svc=>/n${last - 1};`));
});
