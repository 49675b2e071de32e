import {
  type Activity,
  collect,
  constant,
  failing,
  firstState,
  keyed,
  State,
  source,
  stalest,
  systemClock,
  VirtualClock,
  variable,
} from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { brief, record, tap, turn } from './helpers.ts';

test('constant always has its value, failing its error', (t) => {
  using one = record(constant(1));
  using none = record(failing(new Error('broken')));
  t.deepEqual([one.news(), none.news()], [[1], [{ failed: 'broken' }]]);
});

test('a variable is read and set, observed or not', async (t) => {
  const a = variable(1);
  a.value = 2;
  t.is(a.value, 2);
  a.current = State.pending;
  t.true(
    NamingError.is(
      t.throws(() => a.value),
      'UNAVAILABLE',
    ),
  );
  a.current = State.failed(new RangeError('no'));
  t.throws(() => a.value, { instanceOf: RangeError });
  using seen = record(a);
  a.value = 3;
  await turn();
  t.deepEqual(seen.news(), [{ failed: 'no' }, 3]);
});

test('pending and failed pass through map and flatMap without calling the function', async (t) => {
  const feed = tap<number>();
  const f = (): never => t.fail('called') as never;
  using mapped = record(feed.activity.map(f));
  using flat = record(feed.activity.flatMap(f));
  feed.sink.failed(new Error('down'));
  await turn();
  feed.sink.pending();
  await turn();
  for (const seen of [mapped, flat]) t.deepEqual(seen.news(), ['pending', { failed: 'down' }, 'pending']);
});

test('a derived state is as stale as the oldest of its inputs', async (t) => {
  const [outer, inner] = [tap(1), tap(10)];
  using seen = record(outer.activity.flatMap((n) => inner.activity.map((m) => n + m)));
  const cause = new Error('lost');
  inner.sink.stale({ sinceMs: 200, cause });
  await turn();
  outer.sink.stale({ sinceMs: 100, cause });
  await turn();
  inner.sink.ok(20);
  await turn();
  outer.sink.ok(1);
  await turn();
  t.deepEqual(seen.news(), [11, { stale: 11, sinceMs: 200 }, { stale: 11, sinceMs: 100 }, { stale: 21, sinceMs: 100 }, 21]);
});

test('the stalest of two marks is the older one', (t) => {
  const [old, young] = [1, 2].map((sinceMs) => ({ sinceMs, cause: new Error('lost') }));
  t.is(stalest(old, young), old);
  t.is(stalest(young, old), old);
  t.is(stalest(undefined, young), young);
  t.is(stalest(old, undefined), old);
});

test('a source that marks as stale what it has not is failed', (t) => {
  using seen = record(source<number>((sink) => sink.stale({ sinceMs: 1, cause: new Error('never reached') })));
  t.deepEqual(seen.news(), [{ failed: 'never reached' }]);
});

test('collect is always ok, in order, and says what each part is', async (t) => {
  const feed = tap<number>();
  const collected = collect<number>([constant(1), feed.activity, failing(new Error('broken'))]).map((states) =>
    states.map(brief),
  );
  using seen = record(collected);
  feed.sink.ok(2);
  await turn();
  t.deepEqual(seen.news(), [
    [1, 'pending', { failed: 'broken' }],
    [1, 2, { failed: 'broken' }],
  ]);
  using none = record(collect([]));
  t.deepEqual(none.news(), [[]]);
});

test('collect is flat: ten thousand parts overflow nothing', async (t) => {
  const parts = Array.from({ length: 10_000 }, (_, i) => variable(i));
  using seen = record(
    collect(parts).map((states) => states.reduce((sum, state) => sum + (state.kind === 'ok' ? state.value : 0), 0)),
  );
  for (const part of parts) part.value++;
  await turn();
  t.deepEqual(seen.news(), [49_995_000, 50_005_000]);
});

test('stabilize keeps the last value as stale where it would go back to pending or failed', async (t) => {
  const clock = new VirtualClock(500);
  const feed = tap<number>();
  using seen = record(feed.activity.stabilize({ clock }));
  const say = async (what: () => void): Promise<void> => {
    what();
    await turn();
    await clock.advance(10);
  };
  await say(() => feed.sink.failed(new Error('too early')));
  await say(() => feed.sink.ok(1));
  await say(() => feed.sink.failed(new Error('down')));
  await say(() => feed.sink.pending());
  await say(() => feed.sink.ok(1));
  await say(() => feed.sink.pending());
  t.deepEqual(seen.news(), ['pending', { failed: 'too early' }, 1, { stale: 1, sinceMs: 520 }, 1, { stale: 1, sinceMs: 550 }]);
  const mark = seen.states[3];
  t.is(mark?.kind === 'ok' ? mark.stale?.cause.message : undefined, 'down');
});

test('stabilize remembers while nobody looks, and shows what it remembers as stale since then', async (t) => {
  const clock = new VirtualClock(500);
  const feed = tap<number>();
  const stable = feed.activity.stabilize({ clock });
  const first = record(stable);
  feed.sink.ok(1);
  await turn();
  first[Symbol.dispose]();
  await clock.advance(1_000);
  using second = record(stable);
  t.deepEqual(second.news(), [{ stale: 1, sinceMs: 500 }]);
  feed.sink.ok(2);
  await turn();
  t.deepEqual(second.news(), [2]);
});

test('first waits while pending, and answers with the value or the error', async (t) => {
  const feed = tap<number>();
  const waiting = feed.activity.first();
  feed.sink.ok(1);
  t.is(await waiting, 1);
  t.is(feed.running, 0);
  await t.throwsAsync(failing(new RangeError('broken')).first(), { instanceOf: RangeError });
  const state = await firstState(failing(new RangeError('broken')));
  t.is(state.kind, 'failed');
});

test('first rejects with ABORTED, at once if the signal has aborted before', async (t) => {
  const feed = tap<number>();
  const controller = new AbortController();
  const waiting = feed.activity.first(controller.signal);
  t.is(feed.running, 1);
  controller.abort('enough');
  const error = await t.throwsAsync(waiting);
  t.true(NamingError.is(error, 'ABORTED') && error.cause === 'enough');
  t.is(feed.running, 0);
  t.true(NamingError.is(await t.throwsAsync(feed.activity.first(controller.signal)), 'ABORTED'));
  t.is(feed.signals.length, 1, 'nothing was started');
});

test('keyed makes an entry when a key is observed, not when it is asked for, and shares it by identity', (t) => {
  const made: string[] = [];
  const feed = tap(1);
  const services = keyed(
    (key: { id: string }) => {
      made.push(key.id);
      return feed.activity;
    },
    { lingerMs: 0, idOf: ({ id }) => id },
  );
  const a = services({ id: 'a' });
  t.deepEqual([made, services.size], [[], 0]);
  const recordings = [record(a), record(services({ id: 'a' })), record(services({ id: 'b' }))];
  t.deepEqual([made, services.size, feed.signals.length], [['a', 'b'], 2, 1]);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.deepEqual([services.size, feed.running], [0, 0], 'no linger: gone at once');
});

test('keyed passes on the equality of what it shares', async (t) => {
  const feed = tap({ n: 1 }, (a, b) => a.n === b.n);
  using seen = record(keyed((_key: string) => feed.activity, { lingerMs: 0 })('a'));
  feed.sink.stale({ sinceMs: 1, cause: new Error('lost') });
  feed.sink.ok({ n: 1 });
  await turn();
  t.deepEqual(seen.news(), [{ n: 1 }]);
});

test('keyed forgets those that idle longest when more idle than it may hold', (t) => {
  const clock = new VirtualClock();
  const feeds = new Map<number, ReturnType<typeof tap<number>>>();
  const services = keyed(
    (key: number) => {
      const feed = tap(key);
      feeds.set(key, feed);
      return feed.activity;
    },
    { capacity: 2, clock },
  );
  const touch = (key: number): void => record(services(key))[Symbol.dispose]();
  for (const key of [1, 2, 1, 3]) touch(key);
  t.deepEqual(
    [1, 2, 3].map((key) => feeds.get(key)?.running),
    [1, 0, 1],
  );
});

test('keyed forgets what lingers when its signal aborts, and lets nothing linger afterwards', (t) => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const feed = tap(1);
  const services = keyed((_key: string) => feed.activity, { clock, signal: controller.signal });
  const observed = record(services('observed'));
  record(services('idle'))[Symbol.dispose]();
  t.is(services.size, 2);
  controller.abort();
  t.deepEqual([services.size, clock.timers], [1, 0]);
  observed[Symbol.dispose]();
  t.deepEqual([services.size, clock.timers, feed.running], [0, 0, 0]);
});

test('a throw in what makes the activity of a key is failed', (t) => {
  const services = keyed((key: string): Activity<number> => {
    throw new RangeError(`no ${key}`);
  });
  using seen = record(services('x'));
  t.deepEqual(seen.news(), [{ failed: 'no x' }]);
});

test('an activity of another copy of this package is followed through its observe', async (t) => {
  const feed = tap(1);
  const { activity } = feed;
  const foreign: Activity<number> = {
    observe: (listener) => activity.observe(listener),
    states: (signal) => activity.states(signal),
    first: (signal) => activity.first(signal),
    map: (f, equals) => activity.map(f, equals),
    flatMap: (f, equals) => activity.flatMap(f, equals),
    stabilize: (options) => activity.stabilize(options),
  };
  const seen = record(constant(0).flatMap(() => foreign));
  feed.sink.stale({ sinceMs: 5, cause: new Error('lost') });
  await turn();
  feed.sink.failed(new Error('gone'));
  await turn();
  feed.sink.pending();
  await turn();
  feed.sink.ok(2);
  await turn();
  t.deepEqual(seen.news(), [1, { stale: 1, sinceMs: 5 }, { failed: 'gone' }, 'pending', 2]);
  seen[Symbol.dispose]();
  t.is(feed.running, 0);
});

test('the system clock can wait longer than a timer of the platform', async (t) => {
  let over = false;
  using _ = systemClock.setTimeout(() => {
    over = true;
  }, 2 ** 40);
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 20));
  t.false(over, 'a longer time is not taken for none');
});

test('a timer of the system clock that was disposed does not run', async (t) => {
  let ran = false;
  const timer = systemClock.setTimeout(() => {
    ran = true;
  }, 1);
  timer[Symbol.dispose]();
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 20));
  t.false(ran);
});
