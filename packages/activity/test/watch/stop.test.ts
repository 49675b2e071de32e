import { poll } from '@namerd/activity';
import test from 'ava';
import { Backend, down, never, type Surroundings, surroundings, watchOf } from '../backend.ts';
import { record } from '../helpers.ts';

test('a stop at any moment aborts everything, leaves no timer and no listener, and nothing is told afterwards', async (t) => {
  const moments: Record<string, (backend: Backend, s: Surroundings) => Promise<void> | void> = {
    'while a list is under way': (backend) => {
      backend.onList = never;
    },
    'while following': () => {},
    'while a follow is being set up': (backend) => {
      backend.onFollow = never;
    },
    'in an outage, between two attempts': (backend) => {
      backend.onList = down;
    },
    'during a re-read': async (backend, s) => {
      await s.clock.advance(299_000);
      backend.onList = never;
      await s.clock.advance(1_500);
    },
    'in the grace after a re-read': async (backend, s) => {
      await s.clock.advance(299_000);
      backend.revision = 2;
      await s.clock.advance(1_500);
    },
  };
  for (const [moment, arrange] of Object.entries(moments)) {
    const s = surroundings();
    const backend = new Backend();
    if (!moment.includes('re-read')) await arrange(backend, s);
    const seen = record(watchOf(backend, s, moment.includes('re-read') ? { livenessMs: 0 } : {}));
    await s.clock.settle();
    if (moment.includes('re-read')) await arrange(backend, s);
    t.is(s.watches.list().length, 1, moment);
    seen.news();
    s.news();
    const { lists, follows } = backend;
    seen[Symbol.dispose]();
    t.is(s.clock.timers, 0, moment);
    t.is(backend.open, 0, moment);
    t.deepEqual(s.news(), ['stopped'], moment);
    t.deepEqual(s.watches.list(), [], moment);
    backend.onList = undefined;
    backend.drop(new Error('late'));
    for (const { follower } of backend.subscriptions) {
      follower.next(99);
      follower.alive();
    }
    t.is(s.clock.timers, 0, moment);
    await s.clock.advance(600_000);
    t.deepEqual([seen.news(), s.news(), backend.lists, backend.follows], [[], [], lists, follows], moment);
  }
});

test('an abort is never an error', async (t) => {
  const s = surroundings();
  const rejectsOnAbort = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const activity = poll({ context: s.context, name: 'p', intervalMs: 1_000, fetch: rejectsOnAbort });
  for (let n = 0; n < 3; n++) {
    const seen = record(activity);
    await s.clock.advance(100);
    seen[Symbol.dispose]();
    await s.clock.settle();
    t.deepEqual(seen.news(), ['pending']);
  }
  t.deepEqual(s.news(), ['started', 'stopped', 'started', 'stopped', 'started', 'stopped']);
});

test('calls that ignore their signal hold up neither a stop nor a restart', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onList = never;
  const watch = watchOf(backend, s);
  record(watch)[Symbol.dispose]();
  backend.onList = undefined;
  backend.onFollow = never;
  const second = record(watch);
  await s.clock.settle();
  t.deepEqual(second.news(), ['pending', 1]);
  await s.clock.advance(60_000);
  t.is(backend.follows, 2, 'silence ends a follow that does not end itself');
  second[Symbol.dispose]();
  t.is(s.clock.timers, 0);
});

test('a stop in the very turn in which the answer comes is a stop', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  let answer: (() => void) | undefined;
  backend.onList = () =>
    new Promise<void>((resolve) => {
      answer = resolve;
    });
  const seen = record(watchOf(backend, s));
  answer?.();
  for (let n = 0; n < 20; n++) {
    const before = s.clock.timers;
    await Promise.resolve();
    if (s.clock.timers < before) break; // the answer has been taken, and the next step is about to be
  }
  seen[Symbol.dispose]();
  await s.clock.advance(1_000);
  t.deepEqual([seen.news(), s.news(), backend.follows, s.clock.timers], [['pending'], ['started', 'stopped'], 0, 0]);
});
