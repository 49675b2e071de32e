import { setTimeout as wait } from 'node:timers/promises';
import test from 'ava';
import { shows, Trial } from './support/trial.ts';

// Alone in its file, and serially: what the process has open is counted.

const one = '10.0.0.1 80\n';

function watchersOfThisProcess(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
}

async function none(): Promise<boolean> {
  for (let tries = 0; watchersOfThisProcess() > 0 && tries < 500; tries++) await wait(10);
  return watchersOfThisProcess() === 0;
}

test.serial('nothing is watched until somebody observes, and nothing when the last has left', async (t) => {
  await using trial = await Trial.start({ web: one, 'prod/east/web': one });
  const paths = ['/web', '/web/users', '/prod/east/web', '/prod/east/nobody', '/nobody'];
  const lookups = paths.map((path) => () => trial.watch(path));
  t.is(watchersOfThisProcess(), 0);
  const watches = lookups.map((observe) => observe());
  await Promise.all(watches.map((watch) => watch.fresh('an answer', () => true)));
  const open = watchersOfThisProcess();
  t.true(open > 0);
  t.is(trial.namer.openWatches, 4, 'the root and the one above it, prod and prod/east');
  for (const watch of watches) watch[Symbol.dispose]();
  t.true(await none());
  t.is(trial.namer.openWatches, 0);
});

test.serial('many lookups of one file are one watch', async (t) => {
  await using trial = await Trial.start({ web: one });
  await shows(trial.watch('/web'), '10.0.0.1:80');
  const open = watchersOfThisProcess();
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => shows(trial.watch(`/web/${i}`), '10.0.0.1:80')));
  t.is(watchersOfThisProcess(), open);
});

test.serial('disposing leaves nothing open, also while it is observed and while a directory is just being opened', async (t) => {
  const trial = await Trial.start({ web: one, 'prod/web': one });
  await shows(trial.watch('/web'), '10.0.0.1:80');
  trial.watch('/prod/web');
  await trial.namer[Symbol.asyncDispose]();
  t.true(await none());
  await trial[Symbol.asyncDispose]();
});

test.serial('comings and goings of directories leave nothing open', async (t) => {
  await using trial = await Trial.start({ 'prod/web': one });
  const web = trial.watch('/prod/web');
  for (let i = 0; i < 10; i++) {
    await shows(web, '10.0.0.1:80');
    await trial.folder.remove('prod');
    await shows(web, 'neg');
    await trial.folder.write('prod/web', one);
  }
  await shows(web, '10.0.0.1:80');
  t.is(trial.namer.openWatches, 3);
  web[Symbol.dispose]();
  t.true(await none());
});
