import { poll } from '@namerd/activity';
import test from 'ava';
import { after, Backend, down, surroundings, watchOf } from '../backend.ts';
import { record, turn } from '../helpers.ts';

test('a throw in onWatchEvent kills no watch', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const context = {
    ...s.context,
    onWatchEvent: () => {
      throw new Error('bad logger');
    },
  };
  const seen = record(watchOf(backend, { ...s, context }));
  await s.clock.settle();
  backend.drop(new Error('reset'));
  await s.clock.advance(1_000);
  backend.change();
  await turn();
  t.is(seen.news().at(-1), 2);
  t.notThrows(() => seen[Symbol.dispose]());
});

test('the status tells what the observers are told', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onList = () => after(s.clock, 100);
  const watch = watchOf(backend, s);
  using _ = record(watch);
  const status = () => {
    const [only] = s.watches.list();
    t.truthy(only);
    return only;
  };
  t.like(status(), { name: 'w', kind: 'pending', startedAtMs: 1_000_000, observers: 1, restarts: 0, lastError: undefined });
  await s.clock.advance(200);
  t.like(status(), { kind: 'ok', lastAnswerAtMs: 1_000_100, lastChangeAtMs: 1_000_100 });
  await s.clock.advance(5_000);
  backend.subscriptions[0]?.follower.alive();
  t.like(status(), { kind: 'ok', lastAnswerAtMs: 1_005_200, lastChangeAtMs: 1_000_100 });
  backend.onList = down;
  backend.drop(new Error('reset'));
  await s.clock.settle();
  t.like(status(), { kind: 'stale', restarts: 1, lastError: { atMs: 1_005_200, message: 'reset' } });
  {
    using __ = record(watch);
    using ___ = record(watch.map((n) => n));
    t.is(status()?.observers, 3);
  }
  t.is(status()?.observers, 1);

  const failing = surroundings();
  const other = new Backend();
  other.onList = down;
  using ____ = record(watchOf(other, failing));
  await failing.clock.settle();
  t.is(failing.watches.list()[0]?.kind, 'failed');
});

test('the registry lists running watches by name', (t) => {
  const s = surroundings();
  const recordings = ['b', 'a', 'c'].map((name) =>
    record(poll({ context: s.context, name, intervalMs: 1_000, fetch: async () => name })),
  );
  t.deepEqual(
    s.watches.list().map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  recordings[1]?.[Symbol.dispose]();
  t.deepEqual(
    s.watches.list().map(({ name }) => name),
    ['b', 'c'],
  );
  for (const recording of recordings) recording[Symbol.dispose]();
});
