import { poll, stream } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { Backend, down, surroundings, watchOf } from '../backend.ts';
import { record } from '../helpers.ts';

test('the waits after failures double up to the cap, with full jitter', async (t) => {
  for (const dice of [0, 0.5, 0.999]) {
    const s = surroundings(() => dice);
    const triedAt: number[] = [];
    using _ = record(
      poll({
        context: s.context,
        name: 'p',
        intervalMs: 1_000,
        backoff: { minMs: 100, maxMs: 1_000 },
        fetch: async () => {
          triedAt.push(s.clock.now());
          down();
        },
      }),
    );
    await s.clock.advance(5_000);
    const waits = triedAt.slice(1, 8).map((at, i) => Math.round(at - (triedAt[i] ?? 0)));
    t.deepEqual(
      waits,
      [100, 200, 400, 800, 1_000, 1_000, 1_000].map((bound) => Math.max(1, Math.round(bound * dice))),
    );
  }
});

test('one good answer does not reset the backoff, a stable period does', async (t) => {
  const s = surroundings();
  let fails = true;
  let reads = 0;
  const fetch = async () => {
    reads++;
    if (fails) down();
    return reads;
  };
  using _ = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, backoff: { resetAfterMs: 20_000 }, fetch }));
  const failedOnce = async (): Promise<number> => {
    fails = true;
    const before = s.events.length;
    await s.clock.runUntil(() => s.events.length > before);
    const event = s.events.at(-1);
    return event?.kind === 'failing' ? event.retryInMs : Number.NaN;
  };
  await s.clock.advance(2_000); // fails some times
  fails = false;
  await s.clock.advance(10_000); // good for less than the stable period
  t.true((await failedOnce()) >= 1_600, 'goes on where it was');
  fails = false;
  await s.clock.advance(30_000);
  t.is(await failedOnce(), 50, 'begins again');
});

test('waiting long between failures is not a stable period', async (t) => {
  const s = surroundings(() => 0.999);
  const backend = new Backend();
  backend.onList = down;
  using _ = record(watchOf(backend, s, { backoff: { maxMs: 60_000, resetAfterMs: 1_000 } }));
  await s.clock.advance(600_000);
  t.true(backend.lists < 20, `${backend.lists} attempts`);
});

test('a follow that returns instantly over and over does not spin', async (t) => {
  const s = surroundings();
  let lists = 0;
  using _ = record(
    stream({ context: s.context, name: 'w', list: async () => ({ value: 'same', cursor: ++lists }), follow: async () => {} }),
  );
  await s.clock.advance(600_000);
  t.true(lists > 10 && lists < 60, `${lists} lists in ten minutes`);
});

test('… nor does it if each list brings something new, but then it is not kept waiting for long', async (t) => {
  const s = surroundings();
  let lists = 0;
  using _ = record(
    stream({ context: s.context, name: 'w', list: async () => ({ value: ++lists, cursor: 0 }), follow: async () => {} }),
  );
  await s.clock.advance(600_000);
  t.true(lists > 1_000 && lists < 1_500, `${lists} lists in ten minutes`);
});

test('… and so if it is the follow that brings something new each time', async (t) => {
  const s = surroundings();
  let lists = 0;
  let revision = 0;
  const watch = stream<number, number>({
    context: s.context,
    name: 'w',
    list: async () => {
      lists++;
      return { value: revision, cursor: revision };
    },
    follow: async (_cursor, follower) => follower.next(++revision),
  });
  using _ = record(watch);
  await s.clock.advance(600_000);
  t.true(lists > 1_000 && lists < 1_500, `${lists} lists in ten minutes`);
});

test('a follow that returns as agreed is followed by a list at once', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  for (let round = 0; round < 20; round++) {
    await s.clock.advance(10_000);
    backend.revision++;
    backend.drop();
    await s.clock.settle();
    t.is(backend.lists, round + 2, 'without waiting');
  }
  t.is(seen.news().at(-1), 21);
  t.deepEqual(s.news(), ['started'], 'and is no failure');
});

test('a follow that is refused at once, while lists succeed, is retried with backoff', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onFollow = () => {
    throw new NamingError('FORBIDDEN', 'may list, may not watch');
  };
  using _ = record(watchOf(backend, s));
  await s.clock.advance(600_000);
  t.true(backend.lists > 10 && backend.lists < 60, `${backend.lists} lists in ten minutes`);
});

test('a follow that has lasted makes up for those that did not', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using _ = record(watchOf(backend, s));
  const burst = async (): Promise<number> => {
    const before = backend.lists;
    for (let n = 0; n < 10; n++) {
      await s.clock.settle();
      backend.drop();
    }
    await s.clock.settle();
    return backend.lists - before;
  };
  await s.clock.settle();
  t.is(await burst(), 3, 'the first ones are free');
  await s.clock.advance(10_000);
  t.is(await burst(), 4, 'after the one that has lasted they are free again');
});
