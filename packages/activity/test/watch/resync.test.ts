import { stream } from '@namerd/activity';
import test from 'ava';
import { after, Backend, down, surroundings, watchOf } from '../backend.ts';
import { record, turn } from '../helpers.ts';

test('a re-read finds what the follow has lost: drift', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0 }));
  await s.clock.advance(10_000);
  backend.tells = false;
  backend.change();
  await s.clock.advance(51_999);
  t.deepEqual(seen.news(), ['pending', 1]);
  await s.clock.advance(1);
  t.deepEqual(seen.news(), [2], 'after the re-read and the grace');
  t.deepEqual(s.news(), ['started', 'drift']);
  t.is(s.watches.list()[0]?.drift, 1);
  t.is(backend.follows, 2, 'the follow that has lost something is replaced');
  t.is(backend.lists, 2, 'and the re-read serves as its list');
});

test('a re-read that agrees changes nothing, and says that the value is confirmed', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0 }));
  await s.clock.advance(600_000);
  t.is(backend.lists, 11);
  t.is(backend.follows, 1);
  t.deepEqual(seen.news(), ['pending', 1]);
  t.is(s.watches.list()[0]?.lastAnswerAtMs, 1_600_000);
  t.is(s.watches.list()[0]?.lastChangeAtMs, 1_000_000);
});

test('a follow event during the re-read, or within the grace, means that there is no drift', async (t) => {
  for (const tellsAfterMs of [500, 1_500]) {
    const s = surroundings();
    const backend = new Backend();
    using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0, graceMs: 2_000 }));
    await s.clock.advance(59_000);
    backend.onList = () => after(s.clock, 1_000);
    await s.clock.advance(1_000); // the re-read begins
    backend.revision = 2; // it will show this, and the follow will tell late
    await s.clock.advance(tellsAfterMs);
    backend.subscriptions[0]?.follower.next(2);
    await s.clock.advance(120_000);
    t.deepEqual(seen.news(), ['pending', 1, 2]);
    t.is(s.watches.list()[0]?.drift, 0);
    t.is(backend.follows, 1);
  }
});

test('a re-read that the follow has overtaken never overwrites newer state', async (t) => {
  for (const orderOf of [undefined, (value: number) => value]) {
    const s = surroundings();
    const backend = new Backend();
    using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0, ...(orderOf && { orderOf }) }));
    await s.clock.advance(59_000);
    const { list } = backend;
    t.truthy(list);
    let stuckAt: number | undefined;
    backend.onList = async () => {
      stuckAt = backend.revision;
      await after(s.clock, 5_000);
      backend.revision = stuckAt; // a snapshot as of its beginning
    };
    await s.clock.advance(1_000);
    backend.subscriptions[0]?.follower.next(2);
    await s.clock.advance(7_500);
    t.deepEqual(seen.news(), ['pending', 1, 2]);
    t.is(s.watches.list()[0]?.drift, 0);
  }
});

test('a busy follow cannot hide a loss for ever: after some undecided re-reads everything is listed anew', async (t) => {
  const s = surroundings();
  // Two parts of one value. Changes of `lost` are never told, those of `busy` all the time.
  const truth = { lost: 1, busy: 0 };
  let lists = 0;
  let tell: (() => void) | undefined;
  const watch = stream<{ lost: number; busy: number }, undefined>({
    context: s.context,
    name: 'w',
    equals: (a, b) => a.lost === b.lost && a.busy === b.busy,
    resyncMs: 60_000,
    list: async () => {
      lists++;
      return { value: { ...truth }, cursor: undefined };
    },
    follow: (_cursor, follower, signal) => {
      tell = () => follower.update(({ lost }) => ({ lost, busy: truth.busy }));
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  using seen = record(watch);
  await s.clock.settle();
  truth.lost = 2;
  for (let n = 1; n <= 800; n++) {
    await s.clock.advance(100);
    truth.busy = n;
    tell?.();
  }
  await turn();
  t.deepEqual(seen.news().at(-1), { lost: 2, busy: 800 });
  t.true(lists <= 6);
});

test('a re-read that fails harms no healthy follow, and is repeated', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 30_000 }));
  await s.clock.advance(50_000 - 21_000);
  const beat = async (): Promise<void> => {
    backend.subscriptions.at(-1)?.follower.alive();
    await s.clock.advance(10_000);
  };
  for (let n = 0; n < 3; n++) await beat();
  backend.onList = down;
  for (let n = 0; n < 10; n++) await beat();
  t.deepEqual(seen.news(), ['pending', 1]);
  t.is(backend.follows, 1);
  t.is(s.watches.list()[0]?.lastError?.message, 'connection refused');
  t.true(backend.lists > 5, `${backend.lists} lists: not only once in a pause`);
  backend.onList = undefined;
  backend.tells = false;
  backend.change();
  for (let n = 0; n < 4; n++) await beat();
  t.deepEqual(seen.news(), [2]);
});

test('… but where nothing else vouches for the follow, it is an outage', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0 }));
  await s.clock.advance(50_000);
  backend.onList = down;
  await s.clock.advance(20_000);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_060_000 }]);
  t.true(backend.subscriptions[0]?.signal.aborted);
});

test('a lagging replica is not taken for a backend that went back', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.revision = 10;
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0, orderOf: (value) => value }));
  await s.clock.advance(59_999);
  for (let round = 0; round < 3; round++) {
    let lagging = 2;
    backend.onList = () => {
      backend.revision = lagging-- > 0 ? 8 : 10;
    };
    await s.clock.advance(70_000);
  }
  t.deepEqual(seen.news(), ['pending', 10]);
  t.deepEqual(s.news(), ['started']);
  t.is(backend.follows, 1);
});

test('a re-read serves as a list once only: after that it is old', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { resyncMs: 60_000, livenessMs: 0 }));
  await s.clock.advance(10_000);
  backend.tells = false;
  backend.change();
  await s.clock.advance(60_000); // drift is found
  backend.tells = true;
  backend.change();
  backend.onList = down;
  backend.drop(new Error('reset'));
  await s.clock.advance(10_000);
  t.deepEqual(seen.news(), ['pending', 1, 2, 3, { stale: 3, sinceMs: 1_070_000 }]);
});
