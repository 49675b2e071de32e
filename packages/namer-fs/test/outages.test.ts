import { rename, symlink } from 'node:fs/promises';
import { NamingError } from '@namerd/plugin';
import test from 'ava';
import { shown, shows, Trial } from './support/trial.ts';

const one = '10.0.0.1 80\n';
const two = '10.0.0.2 80\n';

test('a bad line keeps the last good endpoints, marked stale, and says where it stands', async (t) => {
  await using trial = await Trial.start({ web: one, api: two });
  const [web, api] = [trial.watch('/web'), trial.watch('/api')];
  await shows(web, '10.0.0.1:80');
  await shows(api, '10.0.0.2:80');
  await trial.folder.write('web', '10.0.0.9 80\n10.0.0.9 http # not a number\n');
  const kept = await web.until('the mark of staleness', (state) => state.kind === 'ok' && state.stale !== undefined);
  t.is(shown(kept), '10.0.0.1:80 (stale)');
  const cause = kept.kind === 'ok' ? kept.stale?.cause : undefined;
  t.true(NamingError.is(cause, 'PROTOCOL'));
  t.like(NamingError.is(cause) ? cause.details : {}, { file: trial.folder.at('web'), line: 2, column: 10 });
  t.regex(cause?.message ?? '', /malformed address: 10\.0\.0\.9 http \(.*web, line 2, column 10/);
  t.is(trial.events.filter(({ kind }) => kind === 'failing').length, 1);
  t.is(shown(api.current), '10.0.0.2:80', 'other files are not affected');
  await trial.folder.write('web', two);
  await shows(web, '10.0.0.2:80');
  t.is(trial.events.filter(({ kind }) => kind === 'recovered').length, 1);
});

test('a bad line in a file that was never good is failed, and passes', async (t) => {
  await using trial = await Trial.start({ web: 'garbage\n' });
  const web = trial.watch('/web');
  const failed = await web.until('failed', (state) => state.kind === 'failed');
  t.true(
    failed.kind === 'failed' &&
      NamingError.is(failed.error, 'PROTOCOL') &&
      failed.error.message.includes('malformed address: garbage'),
  );
  await trial.folder.write('web', one);
  await shows(web, '10.0.0.1:80');
});

test('a file that is too large is failed, and the last good endpoints are kept', async (t) => {
  const large = '# 345678\n'.repeat(512_000 / 9 + 1);
  await using trial = await Trial.start({ web: one, big: large, full: large.slice(0, 512_000) });
  await shows(trial.watch('/full'), '');
  const big = await trial.watch('/big').until('failed', (state) => state.kind === 'failed');
  t.true(big.kind === 'failed' && NamingError.is(big.error, 'PROTOCOL'));
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.folder.write('web', large);
  await shows(web, '10.0.0.1:80 (stale)');
});

test('a file that cannot be read is failed, and the last good endpoints are kept', async (t) => {
  await using trial = await Trial.start({ web: one });
  await symlink('/proc/self/mem', trial.folder.at('mem')); // a file like any other, that nobody can read from its beginning
  const mem = await trial.watch('/mem').until('failed', (state) => state.kind === 'failed');
  t.true(mem.kind === 'failed' && NamingError.is(mem.error, 'UNAVAILABLE'));
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await rename(trial.folder.at('mem'), trial.folder.at('web'));
  await shows(web, '10.0.0.1:80 (stale)');
});

test('while the root directory is missing nothing is neg, and nothing is lost', async (t) => {
  await using trial = await Trial.start({ web: one, 'prod/web': two });
  const watches = [trial.watch('/web'), trial.watch('/prod/web'), trial.watch('/nobody')] as const;
  const expected = ['10.0.0.1:80', '10.0.0.2:80', 'neg'];
  await Promise.all(watches.map((watch, i) => shows(watch, expected[i] ?? '')));
  const seen = watches.map((watch) => watch.history.length);
  await rename(trial.folder.root, `${trial.folder.path}/away`);
  await Promise.all(watches.map((watch) => watch.until('stale', (state) => state.kind === 'ok' && state.stale !== undefined)));
  const late = trial.watch('/prod/api');
  await shows(late, 'neg (stale)'); // by what was there last
  await rename(`${trial.folder.path}/away`, trial.folder.root);
  await Promise.all(watches.map((watch) => watch.fresh('an answer', () => true)));
  await shows(late, 'neg');
  for (const [i, watch] of watches.entries()) {
    const values = watch.history.slice(seen[i]).map((state) => shown(state).replace(' (stale)', ''));
    t.deepEqual(new Set(values), new Set([expected[i]]));
  }
  await trial.folder.write('web', two);
  await shows(watches[0], '10.0.0.2:80');
});

test('a root directory that is deleted and made again is an outage in between', async (t) => {
  await using trial = await Trial.start({ web: one });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  await trial.folder.remove('');
  await shows(web, '10.0.0.1:80 (stale)');
  await trial.folder.write('web', two);
  await shows(web, '10.0.0.2:80');
  t.pass();
});
