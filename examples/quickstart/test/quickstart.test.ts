import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

const here = join(import.meta.dirname, '..');
const start = join(here, '../../scripts/start.mjs');

/** The quickstart in a folder of its own, and on free ports. */
function copy(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'quickstart-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['disco', 'default.dtab']) cpSync(join(here, name), join(folder, name), { recursive: true });
  const config = readFileSync(join(here, 'namerd.yaml'), 'utf8');
  writeFileSync(join(folder, 'namerd.yaml'), config.replace(/port: \d+/g, 'port: 0'));
  return folder;
}

/** What `npm start` prints, up to the last line of what to try. */
async function run(t: ExecutionContext, folder: string): Promise<{ child: ChildProcess; printed: string }> {
  const child = spawn(process.execPath, [start, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let printed = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    if (printed.includes('Ctrl-C')) return { child, printed };
  }
  throw new Error(`it did not start: ${printed}${errors}`);
}

/** A printed curl line as a request. */
function toRequest(line: string): Request {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const after = (flag: string): string | undefined => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
  const [name = '', value = ''] = after('-H')?.split(': ') ?? [];
  const body = after('--data');
  return new Request(words.at(-1) ?? '', {
    method: after('-X') ?? 'GET',
    ...(name !== '' && { headers: { [name]: value } }),
    ...(body !== undefined && { body }),
  });
}

/** The curl lines of what was printed, as requests: list, resolve, bind, watch, canary. */
function toTry(printed: string): Request[] {
  return [...printed.matchAll(/^ {2}(curl .*)$/gm)].map(([, line]) => toRequest(line ?? ''));
}

test('what npm start prints works: a name is listed, resolved and bound, and a canary moves it for who watches', async (t) => {
  const { child, printed } = await run(t, copy(t));
  const [list, resolve, bind, watch, canary] = toTry(printed) as [Request, Request, Request, Request, Request];
  t.deepEqual(await (await fetch(list)).json(), ['default']);
  const resolved = (await (await fetch(resolve)).json()) as { addrs: { port: number }[] };
  t.deepEqual(new Set(resolved.addrs.map(({ port }) => port)), new Set([8081, 8082]));
  t.regex(await (await fetch(bind)).text(), /web-v1/);

  const states = (await fetch(watch)).body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  t.regex((await states?.next())?.value ?? '', /web-v1/);
  t.is((await fetch(canary)).status, 204);
  let seen = '';
  while (!seen.includes('web-v2')) seen += (await states?.next())?.value;
  t.regex(seen, /web-v1.*web-v2/);

  child.kill('SIGINT');
  t.deepEqual(await once(child, 'exit'), [0, null]);
});

test('an edit survives a kill -9', async (t) => {
  const folder = copy(t);
  const before = await run(t, folder);
  t.regex(before.printed, /was made from default\.dtab/);
  const [, , , , canary] = toTry(before.printed) as [Request, Request, Request, Request, Request];
  t.is((await fetch(canary)).status, 204);
  before.child.kill('SIGKILL');
  await once(before.child, 'exit');

  const after = await run(t, folder);
  t.regex(after.printed, /was there already/);
  const [, , bind] = toTry(after.printed) as [Request, Request, Request];
  t.regex(await (await fetch(bind)).text(), /web-v2/);
  after.child.kill('SIGTERM');
  t.deepEqual(await once(after.child, 'exit'), [0, null]);
});
