import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const bin = join(root, 'node_modules/.bin');

/** What of a failure is worth reading: the tools say it on either stream. */
function saidBy(error: unknown): string {
  const { stdout = '', stderr = '', message = '' } = error as { stdout?: string; stderr?: string; message?: string };
  return `${stdout}${stderr}` || message;
}

async function tool(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { NAMERD_TEST_REPORT: _, AVA_PATH: __, ...env } = process.env; // a run of its own, and none of this one's
  try {
    return (await run(file, args, { cwd, env, timeout: 60_000 })).stdout;
  } catch (error) {
    throw new Error(saidBy(error), { cause: error });
  }
}

function newAdapter(...args: readonly string[]): Promise<string> {
  return tool(process.execPath, [join(root, 'scripts/new-adapter.mjs'), ...args], root);
}

/** A folder from which the packages of this repository are found, and which is removed whatever becomes of the test. */
async function folder(t: ExecutionContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'namerd-new-adapter-'));
  t.teardown(() => rm(dir, { recursive: true, force: true }));
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  return dir;
}

/** Against the sources, and without project references: those are between packages inside the repository. */
const tsconfig = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declarationMap: false,
    sourceMap: false,
    noEmit: true,
    rootDir: '/',
  },
};

for (const name of ['namer-blue-whale', 'store-blue-whale']) {
  test(`${name}, as it is generated, compiles, is formatted, and passes its compliance suite`, async (t) => {
    t.timeout(120_000);
    const into = await folder(t);
    t.regex(await newAdapter(name, '--into', into), /npm install/);
    const dir = join(into, name);
    const manifest = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'));
    t.is(manifest.name, `@namerd/${name}`);

    await writeFile(join(into, 'tsconfig.json'), JSON.stringify({ ...tsconfig, include: [dir] }));
    await tool(join(bin, 'tsc'), ['-p', into], dir);
    await tool(join(bin, 'biome'), ['check', '--error-on-warnings', `--config-path=${root}`, '--vcs-enabled=false', dir], root);
    t.regex(await tool(join(bin, 'ava'), [], dir), /\d\d tests passed/);

    for (const file of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.parentPath.includes('node_modules')) continue;
      t.notRegex(
        await readFile(join(file.parentPath, file.name), 'utf8'),
        /sample/i,
        `${file.name} still has the name of the template`,
      );
    }
  });
}

const refusals = [
  { args: [], says: /^usage: npm run new-adapter NAME/ },
  { args: ['namer-a', 'namer-b'], says: /^usage:/ },
  { args: ['consul'], says: /^consul is not namer-x or store-x/ },
  { args: ['namer-'], says: /^namer- is not namer-x or store-x/ },
  { args: ['namer-Consul'], says: /is not namer-x or store-x/ },
  { args: ['store-../http'], says: /is not namer-x or store-x/ },
  { args: ['namer-testkit'], says: /^namer-testkit is a test kit/ },
  { args: ['namer-x-client'], says: /^namer-x-client has the name of another layer/ },
  { args: ['namer-fs'], says: /^@namerd\/namer-fs exists already/ },
  { args: ['namer-x', '--bogus'], says: /Unknown option '--bogus'/ },
];

for (const { args, says } of refusals) {
  test(`new-adapter ${args.join(' ')} is refused, and nothing is written`, async (t) => {
    const into = await folder(t);
    await t.throwsAsync(newAdapter(...args, '--into', into), { message: says });
    t.deepEqual(await readdir(into), ['node_modules']);
  });
}

test('an existing folder is refused and left as it is', async (t) => {
  const into = await folder(t);
  await mkdir(join(into, 'namer-blue-whale'));
  await t.throwsAsync(newAdapter('namer-blue-whale', '--into', into), { message: /namer-blue-whale exists already/ });
  t.deepEqual(await readdir(join(into, 'namer-blue-whale')), []);
});

test('--help shows the usage', async (t) => {
  t.regex(await newAdapter('--help'), /^usage: npm run new-adapter NAME[\s\S]*--into DIR/);
});

for (const guide of ['writing-a-namer.md', 'writing-a-store.md']) {
  test(`the code in ${guide} is that of the files it names`, async (t) => {
    const text = await readFile(join(root, 'docs', guide), 'utf8');
    const snippets = [...text.matchAll(/\[[^\]]*\]\(\.\.\/([^)]+)\)[^[]*?\n```ts\n([\s\S]*?)```/g)];
    t.is(snippets.length, text.split('```ts').length - 1, 'a snippet has no link to its file before it');
    for (const [, file = '', code = ''] of snippets) {
      const source = (await readFile(join(root, file), 'utf8')).replace(/^\s+/gm, '');
      for (const part of code.split(/^\s*\/\/ …$/m)) {
        t.true(source.includes(part.replace(/^\s+/gm, '').trim()), `${file} does not have:\n${part}`);
      }
    }
  });
}
