import { NamingError } from '@namerd/errors';
import test from 'ava';
import { after, Backend, surroundings, watchOf } from '../backend.ts';
import { record, turn } from '../helpers.ts';

// Liveness
test('a follow that says nothing for the liveness deadline is aborted and made anew', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { livenessMs: 30_000 }));
  await s.clock.advance(29_999);
  t.is(backend.follows, 1);
  backend.revision = 2; // and the subscription is dead
  await s.clock.advance(1);
  t.deepEqual([backend.lists, backend.follows], [2, 2]);
  t.true(backend.subscriptions[0]?.signal.aborted);
  t.deepEqual(seen.news(), ['pending', 1, 2]);
  t.deepEqual(s.events.at(-1), { kind: 'silent', name: 'w', afterMs: 30_000 });
});

test('alive, next and update all count as a sign of life', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { livenessMs: 30_000 }));
  await s.clock.settle();
  const follower = backend.subscriptions[0]?.follower;
  for (const sign of [
    () => follower?.alive(),
    () => follower?.next(5),
    () => follower?.update((held) => held + 1),
    () => follower?.alive(),
  ]) {
    await s.clock.advance(29_000);
    sign();
  }
  await s.clock.advance(29_000);
  t.is(backend.follows, 1);
  t.deepEqual(seen.news(), ['pending', 1, 5, 6]);
});

test('livenessMs 0 allows any silence', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using _ = record(watchOf(backend, s, { livenessMs: 0, resyncMs: 0 }));
  await s.clock.advance(24 * 3_600_000);
  t.deepEqual([backend.lists, backend.follows, s.clock.timers], [1, 1, 0]);
});

test('an update that throws begins everything anew', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.settle();
  backend.revision = 9;
  backend.subscriptions[0]?.follower.update(() => {
    throw new NamingError('PROTOCOL', 'not a patch');
  });
  await s.clock.advance(100);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_000_000 }, 9]);
});

// Order and epochs
test('within one epoch a follow never takes the value back', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.revision = 10;
  using seen = record(watchOf(backend, s, { orderOf: (value) => value }));
  await s.clock.settle();
  const follower = backend.subscriptions[0]?.follower;
  for (const value of [11, 9, 12, 3, 12]) {
    follower?.next(value);
    await turn();
  }
  follower?.update((held) => held - 5);
  await turn();
  t.deepEqual(seen.news(), ['pending', 10, 11, 12]);
});

test('a list that goes back is a new epoch, accepted and told', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.revision = 100;
  using seen = record(watchOf(backend, s, { orderOf: BigInt }));
  await s.clock.settle();
  backend.revision = 7; // restored from yesterday
  backend.drop();
  await s.clock.settle();
  t.deepEqual(seen.news(), ['pending', 100, 7]);
  t.deepEqual(s.events.at(-1), { kind: 'regressed', name: 'w', epoch: 1 });
  t.is(s.watches.list()[0]?.epoch, 1);
  backend.change();
  await turn();
  t.deepEqual(seen.news(), [8], 'and goes on from there');
});

test('a running follow that goes back makes the watch look, and find the new epoch', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.revision = 100;
  using seen = record(watchOf(backend, s, { orderOf: (value) => value, livenessMs: 0 }));
  await s.clock.advance(10_000);
  backend.revision = 7;
  backend.change();
  await s.clock.advance(20_000);
  t.deepEqual(seen.news(), ['pending', 100, 8]);
  t.true(s.news().includes('regressed'));
});

test('a follow that replays old events for ever does not cause a storm of reads', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.revision = 100;
  using seen = record(watchOf(backend, s, { orderOf: (value) => value, livenessMs: 0 }));
  await s.clock.settle();
  for (let n = 0; n < 600; n++) {
    backend.subscriptions.at(-1)?.follower.next(50);
    await s.clock.advance(1_000);
  }
  t.deepEqual(seen.news(), ['pending', 100]);
  t.true(backend.lists <= 6, `${backend.lists} lists in ten minutes`);
});

// Epoch guard
test('what an old attempt says late is not heard', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { livenessMs: 30_000, timeoutMs: 1_000 }));
  await s.clock.settle();
  let answersLate: (() => void) | undefined;
  backend.onList = () => new Promise((resolve) => (answersLate = resolve)); // ignores its signal
  await s.clock.advance(31_000); // silent, and the list times out
  backend.onList = undefined;
  backend.revision = 5;
  await s.clock.advance(1_000);
  t.is(seen.news().at(-1), 5);
  const old = backend.subscriptions[0]?.follower;
  backend.revision = 3;
  old?.next(2);
  old?.update(() => 4);
  old?.alive();
  answersLate?.();
  backend.subscriptions[0]?.fail(new Error('late'));
  await turn();
  t.deepEqual(seen.news(), []);
  t.is(s.watches.list()[0]?.kind, 'ok');
});

test('the same from an old run: nothing of it reaches the next', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const watch = watchOf(backend, s);
  const first = record(watch);
  await s.clock.settle();
  first[Symbol.dispose]();
  backend.onList = () => after(s.clock, 1_000);
  using second = record(watch);
  backend.subscriptions[0]?.follower.next(99);
  backend.subscriptions[0]?.end();
  await turn();
  t.deepEqual(second.news(), ['pending']);
  await s.clock.advance(1_000);
  t.deepEqual(second.news(), [1]);
  t.is(s.watches.list().length, 1);
});
