import { fsNamer } from '@namerd/namer-fs';
import { createPluginContext, NamingError, Path } from '@namerd/plugin';
import test from 'ava';
import { Folder } from './support/folder.ts';

const context = { ...createPluginContext(), prefix: Path.of('#', 'io.l5d.fs') };

test('the plugin is known by namerd’s kind and prefix', (t) => {
  t.is(fsNamer.kind, 'io.l5d.fs');
  t.is(fsNamer.defaultPrefix, '/io.l5d.fs');
  t.not(fsNamer.experimental, true);
});

test('rootDir is required, a text, and the only key', (t) => {
  const issues = (input: unknown): unknown => {
    const decoded = fsNamer.schema.decode(input);
    return decoded.ok ? decoded.value : decoded.issues.map(({ path, nearest }) => ({ path, nearest }));
  };
  t.deepEqual(issues({ rootDir: 'disco' }), { rootDir: 'disco' });
  t.deepEqual(issues({}), [{ path: ['rootDir'], nearest: undefined }]);
  t.deepEqual(issues({ rootDir: 7 }), [{ path: ['rootDir'], nearest: undefined }]);
  t.deepEqual(issues({ rootDir: '' }), [{ path: ['rootDir'], nearest: undefined }]);
  t.deepEqual(issues({ rootDir: 'disco', rootdir: 'disco' }), [{ path: ['rootdir'], nearest: 'rootDir' }]);
});

test('a rootDir that is not an existing directory is refused at once', async (t) => {
  await using folder = await Folder.create({ file: '' });
  for (const rootDir of [folder.at('nothing'), folder.at('file'), folder.at('file/below')]) {
    const error = t.throws(() => fsNamer.create({ rootDir }, context), { any: true });
    t.true(NamingError.is(error, 'CONFIG'), rootDir);
    t.true(NamingError.is(error) && error.message.includes(rootDir));
    t.deepEqual(NamingError.is(error) && error.details['path'], ['rootDir']);
  }
});

test('a relative rootDir begins at the working directory', async (t) => {
  await using namer = fsNamer.create({ rootDir: 'test' }, context);
  const names = await namer.names?.().first();
  t.true(names?.some((path) => Path.show(path) === '/#/io.l5d.fs/config.test.ts'));
});
