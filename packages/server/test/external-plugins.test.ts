import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Dtab, Path } from '@namerd/plugin';
import { loadConfig, startNamerd, validateConfig } from '@namerd/server';
import test, { type ExecutionContext } from 'ava';
import { folder } from './support/command.ts';
import { plugins } from './support/config.ts';

/** A folder with these files, in sub-folders too. */
function files(t: ExecutionContext, texts: Readonly<Record<string, string>>): string {
  const root = folder(t);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** The code of a plugin, without any import: a namer that answers with one path. */
const namer = (kind: string): string => `export const notAPlugin = { role: 'namer' };
export const namer = {
  role: 'namer', kind: '${kind}', apiVersion: 1, defaultPrefix: '/${kind}',
  schema: { jsonSchema: { type: 'object', properties: {}, additionalProperties: false }, decode: (value) => ({ ok: true, value }) },
  create: () => ({
    lookup: () => ({ observe: (listener) => (listener({ kind: 'ok', value: { kind: 'empty' } }), { [Symbol.dispose]() {} }), map(f) { return this; } }),
    async [Symbol.asyncDispose]() {},
  }),
};`;

const config = (names: string, kinds: readonly string[]): string => `admin: {port: 0}
storage: {kind: io.l5d.inMemory}
interfaces: [{kind: io.l5d.httpController, port: 0}]
plugins: ${names}
namers:
${kinds.map((kind) => `- kind: ${kind}\n`).join('')}`;

test('packages and files are found from the folder of the configuration, by the rules of import', async (t) => {
  const manifest = { name: '@acme/namer-x', version: '1.0.0', type: 'module', exports: { '.': { import: './x.js' } } };
  const root = files(t, {
    'etc/node_modules/@acme/namer-x/package.json': JSON.stringify(manifest),
    'etc/node_modules/@acme/namer-x/x.js': namer('acme.x'),
    'etc/local.mjs': namer('acme.y'),
  });
  const text = config('["@acme/namer-x", ./local.mjs]', ['acme.x', 'acme.y']);
  t.deepEqual(await validateConfig(loadConfig(text, join(root, 'etc/namerd.yaml')), { plugins }), []);
});

test('what cannot be imported is told where it is named', async (t) => {
  const root = files(t, { 'empty.mjs': 'export const x = 1;', 'broken.mjs': 'throw new Error("on import");' });
  const document = loadConfig(config('[./nope.mjs, ./empty.mjs, ./broken.mjs, 3]', []), join(root, 'n.yaml'));
  const error = await t.throwsAsync(validateConfig(document, { plugins }), { code: 'CONFIG' });
  const lines = (error?.message ?? '').split('\n').map((line) => line.slice(root.length + 1).replaceAll(root, '.'));
  t.regex(lines[0] ?? '', /^n\.yaml:4:11 {2}plugins\[0\] {2}\.\/nope\.mjs cannot be imported: Cannot find module/);
  t.is(lines[1], 'n.yaml:4:23  plugins[1]  ./empty.mjs exports no plugin');
  t.is(lines[2], 'n.yaml:4:36  plugins[2]  ./broken.mjs cannot be imported: on import');
  t.is(lines[3], 'n.yaml:4:50  plugins[3]  expected string, received number');
  t.is(lines.length, 4);
});

test('a plugin of a kind that is there already is refused', async (t) => {
  const root = files(t, { 'fs.mjs': namer('io.l5d.fs') });
  const document = loadConfig(config('[./fs.mjs]', []), join(root, 'n.yaml'));
  await t.throwsAsync(validateConfig(document, { plugins }), {
    code: 'CONFIG',
    message: /two plugins are the namer io\.l5d\.fs/,
  });
});

test('a namer that was imported resolves names', async (t) => {
  const root = files(t, { 'y.mjs': namer('acme.y') });
  const document = loadConfig(config('[./y.mjs]', ['acme.y']), join(root, 'n.yaml'));
  await using namerd = await startNamerd(document, { plugins });
  t.deepEqual(await namerd.interpreter.bind(Dtab.empty, Path.parse('/#/acme.y/z')).first(), { kind: 'empty' });
});
