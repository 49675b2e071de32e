import { loadConfig } from '@namerd/server';
import test from 'ava';
import { folder, run } from './support/command.ts';
import { documented } from './support/documented.ts';
import { isValid } from './support/json-schema.ts';

test('-schema prints a JSON Schema that takes what starts, and none of the slips', async (t) => {
  const { status, stdout } = await run(t, folder(t), ['--schema']);
  t.is(status, 0);
  const schema: unknown = JSON.parse(stdout);
  const accepts = (text: string): boolean => isValid(schema, loadConfig(text, 'n.yaml').value);
  t.true(accepts(documented));
  t.true(accepts('storage: {kind: io.namerd.sqlite, path: x}\ninterfaces: [{kind: io.l5d.httpController, port: 0}]\n'));
  t.true(accepts(`${documented}telemetry: [{kind: io.l5d.prometheus}]\nplugins: ["@acme/x"]\n`));
  t.false(accepts(documented.replace('rootDir', 'rootdir')));
  t.false(accepts(documented.replace('kind: io.l5d.fs', 'kind: io.l5d.fss')));
  t.false(accepts(documented.replace('port: 4180', 'port: 70000')));
  t.false(accepts(documented.replace('storage:', 'storages:')));
  t.false(accepts('storage: {kind: io.l5d.inMemory}\ninterfaces: []\n'));
});

test('-schema with a configuration knows its plugins too', async (t) => {
  const plugin = `export const x = { role: 'store', kind: 'acme.store', apiVersion: 1, create() {},
    schema: { decode: (value) => ({ ok: true, value }), jsonSchema: { type: 'object', properties: { url: { type: 'string' } }, additionalProperties: false } } };`;
  const text = 'plugins: [./x.mjs]\nstorage: {kind: acme.store, url: u}\ninterfaces: [{kind: io.l5d.httpController}]\n';
  const { stdout } = await run(t, folder(t, { 'x.mjs': plugin, 'n.yaml': text }), ['-schema', 'n.yaml']);
  const schema: unknown = JSON.parse(stdout);
  t.true(isValid(schema, loadConfig(text, 'n.yaml').value));
  t.false(isValid(schema, loadConfig(text.replace('url: u', 'uri: u'), 'n.yaml').value));
});
