import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import test from 'ava';
import { shows, Trial } from './support/trial.ts';

// Alone in its file: it takes fs.watch away from the whole process.

test('where the operating system watches no more, files are read again from time to time until it does', async (t) => {
  t.timeout(60_000);
  const { watch } = fs;
  const restore = (): void => {
    fs.watch = watch;
    syncBuiltinESMExports();
  };
  t.teardown(restore);
  fs.watch = () => {
    throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' });
  };
  syncBuiltinESMExports();

  await using trial = await Trial.start({ web: '10.0.0.1 80\n' }, { resyncMs: 50 });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80');
  t.true(trial.warnings.length > 0);
  for (const host of ['10.0.0.2', '10.0.0.3']) {
    await trial.folder.write('web', `${host} 80\n`);
    await shows(web, `${host}:80`);
  }
  t.false(web.history.some((state) => state.kind === 'failed' || (state.kind === 'ok' && state.stale !== undefined)));
  t.true(trial.events.some(({ kind }) => kind === 'drift'));

  restore();
  await trial.folder.write('web', '10.0.0.4 80\n');
  await shows(web, '10.0.0.4:80'); // the last time by reading again, which begins to watch anew
  await trial.settle('');
  const drifts = trial.events.filter(({ kind }) => kind === 'drift').length;
  await trial.folder.write('web', '10.0.0.5 80\n');
  await shows(web, '10.0.0.5:80');
  t.is(trial.events.filter(({ kind }) => kind === 'drift').length, drifts);
});
