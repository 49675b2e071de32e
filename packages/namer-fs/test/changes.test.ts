import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { shows, Trial } from './support/trial.ts';

const one = '10.0.0.1 80\n';
const two = '10.0.0.2 80\n';
const three = '10.0.0.3 80\n';

test('a new file is seen', async (t) => {
  await using trial = await Trial.start();
  const web = trial.watch('/web');
  await shows(web, 'neg');
  await trial.settle('');
  await trial.folder.write('web', one);
  await shows(web, '10.0.0.1:80');
  t.pass();
});

test('a file written in place is seen, again and again', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  for (const last of [2, 3, 4, 5]) {
    await trial.folder.write('web', `10.0.0.${last} 80\n`);
    await shows(web, `10.0.0.${last}:80`);
  }
  t.deepEqual(
    web.history.filter((state) => state.kind === 'ok' && state.value.kind === 'bound' && state.value.endpoints.length !== 1),
    [],
    'a file was read while it was written',
  );
});

test('edits faster than they can be read end with the last one', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  for (let i = 0; i < 200; i++) await trial.folder.write('web', `10.0.1.${i} 80\n`);
  await shows(web, '10.0.1.199:80');
  t.pass();
});

test('a file replaced by rename is seen, and later edits of it too', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await trial.folder.renameOver('web', two);
  await shows(web, '10.0.0.2:80');
  await trial.folder.write('web', three);
  await shows(web, '10.0.0.3:80');
  t.false(web.history.some((state) => state.kind === 'ok' && state.value.kind === 'neg'));
});

test('a file deleted and made again is seen', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await trial.folder.remove('web');
  await shows(web, 'neg');
  await trial.folder.write('web', two);
  await shows(web, '10.0.0.2:80');
  t.pass();
});

test('a directory deleted and made again is seen', async (t) => {
  await using trial = await Trial.start({ 'prod/web': one });
  const web = trial.watch('/prod/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('', '/prod');
  await trial.folder.remove('prod');
  await shows(web, 'neg');
  await trial.folder.write('prod/web', two);
  await shows(web, '10.0.0.2:80');
  await trial.folder.write('prod/web', three);
  await shows(web, '10.0.0.3:80');
  t.pass();
});

test('a directory made again with many above it is seen', async (t) => {
  await using trial = await Trial.start({ 'a/b/c/web': one });
  const web = trial.watch('/a/b/c/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('', '/a', '/a/b', '/a/b/c');
  await trial.folder.remove('a');
  await shows(web, 'neg');
  await trial.folder.write('a/b/c/web', two);
  await shows(web, '10.0.0.2:80');
  t.pass();
});

for (const above of ['', 'prod', 'prod/east']) {
  test(`a directory swapped by rename is seen${above === '' ? '' : ` ${above.split('/').length} above the file`}`, async (t) => {
    await using trial = await Trial.start({ 'prod/east/web': one });
    const web = trial.watch('/prod/east/web');
    await shows(web, '10.0.0.1:80');
    await trial.settle('', '/prod', '/prod/east');
    const swapped = trial.folder.at(above);
    for (const content of [two, three]) {
      const prepared = join(trial.folder.path, 'prepared');
      await mkdir(join(prepared, 'prod/east'.slice(above.length)), { recursive: true });
      await rename(swapped, `${trial.folder.path}/old`);
      await rename(prepared, swapped);
      await trial.folder.write('prod/east/web', content);
      await shows(web, content === two ? '10.0.0.2:80' : '10.0.0.3:80');
      await rm(`${trial.folder.path}/old`, { recursive: true });
    }
    t.pass();
  });
}

test('a mounted Kubernetes ConfigMap is seen to change, whether or not the old version is removed', async (t) => {
  await using trial = await Trial.start({ '..v1/web': one });
  await symlink('..v1', trial.folder.at('..data'));
  await symlink('..data/web', trial.folder.at('web'));
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  for (const [version, content, expected] of [
    [2, two, '10.0.0.2:80'],
    [3, three, '10.0.0.3:80'],
  ] as const) {
    await trial.folder.write(`..v${version}/web`, content);
    await symlink(`..v${version}`, trial.folder.at('..data_tmp'));
    await rename(trial.folder.at('..data_tmp'), trial.folder.at('..data'));
    if (version === 3) await trial.folder.remove('..v2');
    await shows(web, expected);
  }
  t.false(web.history.some((state) => state.kind === 'ok' && state.value.kind === 'neg'));
  t.false(trial.events.some(({ kind }) => kind === 'drift'));
});

test('a file behind a link is seen to change, wherever it is', async (t) => {
  await using trial = await Trial.start();
  const elsewhere = join(trial.folder.path, 'elsewhere');
  await trial.folder.write('../elsewhere', one);
  await symlink(elsewhere, trial.folder.at('web'));
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await trial.folder.write('../elsewhere', two);
  await shows(web, '10.0.0.2:80');
  await trial.folder.renameOver('../elsewhere', three);
  await shows(web, '10.0.0.3:80');
  t.false(trial.events.some(({ kind }) => kind === 'drift'));
});

test('a link to a directory that is pointed elsewhere is seen', async (t) => {
  await using trial = await Trial.start({ 'releases/1/web': one, 'releases/2/web': two });
  await symlink('releases/1', trial.folder.at('current'));
  const web = trial.watch('/current/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('', '/current');
  await symlink('releases/2', trial.folder.at('next'));
  await rename(trial.folder.at('next'), trial.folder.at('current'));
  await shows(web, '10.0.0.2:80');
  await trial.folder.write('releases/2/web', three);
  await shows(web, '10.0.0.3:80');
  t.false(trial.events.some(({ kind }) => kind === 'drift'));
});

test('a root directory that is a link pointed elsewhere is seen', async (t) => {
  await using trial = await Trial.start();
  await trial.folder.write('../v1/web', one);
  await trial.folder.write('../v2/web', two);
  await rm(trial.folder.root, { recursive: true });
  await symlink('v1', trial.folder.root);
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await symlink('v2', join(trial.folder.path, 'next'));
  await rename(join(trial.folder.path, 'next'), trial.folder.root);
  await shows(web, '10.0.0.2:80');
  await trial.folder.write('../v2/web', three);
  await shows(web, '10.0.0.3:80');
  t.false(trial.events.some(({ kind }) => kind === 'drift'));
});

test('a file that becomes a directory, and one again, is seen', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web/users');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await trial.folder.remove('web');
  await trial.folder.write('web/users', two);
  await shows(web, '10.0.0.2:80');
  await trial.folder.remove('web');
  await trial.folder.write('web', three);
  await shows(web, '10.0.0.3:80');
  t.pass();
});

test('what no event tells is found by reading again, and called drift', async (t) => {
  await using trial = await Trial.start({}, { resyncMs: 100 });
  // A link to a link: where the second one stands, nobody watches.
  await trial.folder.write('../versions/v1', one);
  await trial.folder.write('../versions/v2', two);
  const link = join(trial.folder.path, 'links', 'current');
  await mkdir(join(trial.folder.path, 'links'));
  await symlink('../versions/v1', link);
  await symlink(link, trial.folder.at('web'));
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.settle('');
  await symlink('../versions/v2', `${link}.next`);
  await rename(`${link}.next`, link);
  await shows(web, '10.0.0.2:80');
  t.true(trial.events.some(({ kind, name }) => kind === 'drift' && name.endsWith('/web')));
});
