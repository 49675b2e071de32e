import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Label, Path } from '@namerd/plugin';
import test from 'ava';
import { shows, Trial } from './support/trial.ts';

const one = '10.0.0.1 80\n';

/** What a path is, as text. */
async function found(trial: Trial, path: Path): Promise<string> {
  const tree = await trial.observe(trial.namer.lookup(path)).fresh('an answer', () => true);
  if (tree.kind !== 'leaf' || tree.value.kind !== 'bound') return tree.kind;
  return `${Path.show(tree.value.bound.id)} ${Path.show(tree.value.bound.residual)}`;
}

test('labels lead through directories to the first file, and the rest is the residual', async (t) => {
  await using trial = await Trial.start({ web: one, 'prod/east/web': one });
  t.is(await found(trial, Path.of('web')), '/#/io.l5d.fs/web /');
  t.is(await found(trial, Path.of('web', 'users', '7')), '/#/io.l5d.fs/web /users/7');
  t.is(await found(trial, Path.of('prod', 'east', 'web', 'x')), '/#/io.l5d.fs/prod/east/web /x');
});

test('what leads to no file is neg', async (t) => {
  await using trial = await Trial.start({ web: one, 'prod/web': one });
  for (const labels of [[], ['prod'], ['nobody'], ['prod', 'nobody'], ['Web'], ['we'], ['nobody', 'web']]) {
    t.is(await found(trial, Path.of(...labels)), 'neg', labels.join('/'));
  }
});

test('no label leads out of the root directory', async (t) => {
  await using trial = await Trial.start({ 'prod/web': one });
  await trial.folder.write('../secret', one);
  const labels = [
    '..',
    '.',
    '../secret',
    'prod/../../secret',
    'prod/web',
    `${trial.folder.path}/secret`,
    '/etc/hosts',
    'web\0',
    '..\0',
  ];
  for (const label of labels) {
    t.is(await found(trial, Path.of(label)), 'neg', label);
    t.is(await found(trial, Path.of(label, 'secret')), 'neg', label);
    t.is(await found(trial, Path.of('prod', label)), 'neg', label);
    t.is(await found(trial, Path.of('prod', label, label, 'secret')), 'neg', label);
  }
});

test('a label that is not UTF-8 is neg, also if its replacement is the name of a file', async (t) => {
  await using trial = await Trial.start({ 'a\uFFFD': one });
  t.is(await found(trial, Path.ofLabels([Label.ofBytes(new Uint8Array([0x61, 0xff]))])), 'neg');
  t.is(await found(trial, Path.of('a\uFFFD')), `/#/io.l5d.fs/${Label.of('a\uFFFD')} /`);
});

test('names of any characters are files', async (t) => {
  const names = ['web service', 'straße', '*', '..data', '~', '-', 'a|b&c'];
  await using trial = await Trial.start(Object.fromEntries(names.map((name) => [name, one])));
  for (const name of names) t.is(await found(trial, Path.of(name, 'x')), `/#/io.l5d.fs/${Label.of(name)} /x`);
});

test('links may lead anywhere, and one that leads nowhere is neg', async (t) => {
  await using trial = await Trial.start();
  await trial.folder.write('../elsewhere/web', one);
  await symlink('../elsewhere', trial.folder.at('prod'));
  await symlink('nowhere', trial.folder.at('dangling'));
  await symlink('circle', trial.folder.at('circle'));
  await shows(trial.watch('/prod/web'), '10.0.0.1:80');
  t.is(await found(trial, Path.of('dangling')), 'neg');
  t.is(await found(trial, Path.of('circle')), 'neg');
});

test('a directory that is a link to itself ends where the operating system says', async (t) => {
  await using trial = await Trial.start({ web: one });
  await symlink('.', trial.folder.at('again'));
  t.is(await found(trial, Path.of('again', 'again', 'web')), '/#/io.l5d.fs/again/again/web /');
  t.is(await found(trial, Path.of(...Array<string>(200).fill('again'), 'web')), 'neg');
});

test('what is neither file nor directory is neg', async (t) => {
  await using trial = await Trial.start();
  await using server = createServer().listen(trial.folder.at('socket'));
  await once(server, 'listening');
  await symlink('socket', trial.folder.at('link'));
  await symlink('/dev/zero', trial.folder.at('zero'));
  for (const name of ['socket', 'link', 'zero']) t.is(await found(trial, Path.of(name)), 'neg', name);
});

test('an empty file is bound to no endpoints, and so is one with comments alone', async (t) => {
  await using trial = await Trial.start({ empty: '', comment: '# nothing\n\n  \n' });
  await shows(trial.watch('/empty'), '');
  await shows(trial.watch('/comment'), '');
  t.is(await found(trial, Path.of('empty')), '/#/io.l5d.fs/empty /');
});

test('names are the entries of the root directory, sorted, as they come and go', async (t) => {
  await using trial = await Trial.start({ web: one, 'prod/web': one, api: 'garbage' });
  const names = trial.observe(trial.namer.names().map((paths) => paths.map(Path.show).join(' ')));
  await names.fresh('all', (all) => all === '/#/io.l5d.fs/api /#/io.l5d.fs/prod /#/io.l5d.fs/web');
  await trial.folder.write('b c', one);
  await names.fresh(
    'the new one',
    (all) => all === `/#/io.l5d.fs/api /#/io.l5d.fs/${Label.of('b c')} /#/io.l5d.fs/prod /#/io.l5d.fs/web`,
  );
  await trial.folder.remove('prod');
  await trial.folder.remove('b c');
  await names.fresh('those that are left', (all) => all === '/#/io.l5d.fs/api /#/io.l5d.fs/web');
  t.pass();
});
