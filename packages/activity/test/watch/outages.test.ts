import { longPoll, poll, stream } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { Backend, down, never, surroundings, watchOf } from '../backend.ts';
import { record } from '../helpers.ts';

test('a first failure is failed, and the loop keeps on trying until there is a value', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onList = down;
  using seen = record(watchOf(backend, s));
  await s.clock.advance(60_000);
  t.deepEqual(seen.news(), ['pending', { failed: 'connection refused' }], 'one outage, one state');
  t.true(backend.lists > 5);
  backend.onList = undefined;
  await s.clock.advance(30_000);
  t.deepEqual(seen.news(), [1]);
  t.deepEqual(s.news(), ['started', 'failing', 'recovered']);
});

test('without a value, a failure of another kind is told', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onList = down;
  using seen = record(watchOf(backend, s));
  await s.clock.advance(1_000);
  backend.onList = () => {
    throw new NamingError('FORBIDDEN', 'no access');
  };
  await s.clock.advance(60_000);
  t.deepEqual(seen.news(), ['pending', { failed: 'connection refused' }, { failed: 'no access' }]);
  t.deepEqual(s.news(), ['started', 'failing'], 'it is one outage');
});

test('a failure with a value keeps the value, marked stale since the outage began; the same outage is told once', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.advance(5_000);
  backend.onList = down;
  backend.drop(new NamingError('UNAVAILABLE', 'reset'));
  await s.clock.advance(600_000);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_005_000 }]);
  const last = seen.states.at(-1);
  t.true(last?.kind === 'ok' && NamingError.is(last.stale?.cause, 'UNAVAILABLE') && last.stale.cause.message === 'reset');
  t.deepEqual(s.news(), ['started', 'failing']);
});

test('recovery clears the mark even if the value is equal', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.settle();
  backend.onList = down;
  backend.drop(new Error('reset'));
  await s.clock.advance(1_000);
  backend.onList = undefined;
  await s.clock.advance(2_000);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_000_000 }, 1]);
  const recovered = s.events.at(-1);
  t.true(recovered?.kind === 'recovered' && recovered.afterMs > 1_000 && recovered.attempts > 2);
});

test('a new outage has a beginning of its own', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  for (const _ of [1, 2]) {
    await s.clock.advance(10_000);
    backend.drop(new Error('reset'));
  }
  await s.clock.advance(10_000);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_010_000 }, 1, { stale: 1, sinceMs: 1_020_000 }, 1]);
});

test('an answer that is not understood keeps the last good value as stale', async (t) => {
  const s = surroundings();
  let answer = () => 1;
  using seen = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, fetch: async () => answer() }));
  await s.clock.settle();
  answer = () => {
    throw new NamingError('PROTOCOL', 'not JSON');
  };
  await s.clock.advance(60_000);
  t.deepEqual(seen.news(), ['pending', 1, { stale: 1, sinceMs: 1_001_000 }]);
  const last = seen.states.at(-1);
  t.true(last?.kind === 'ok' && NamingError.is(last.stale?.cause, 'PROTOCOL'));
});

test('an unknown error counts as UNAVAILABLE, and so does an abort that is not ours', async (t) => {
  for (const thrown of [new TypeError('fetch failed'), new DOMException('cut', 'AbortError'), 'text']) {
    const s = surroundings();
    using seen = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, fetch: () => Promise.reject(thrown) }));
    await s.clock.settle();
    const last = seen.states.at(-1);
    t.true(last?.kind === 'failed' && NamingError.is(last.error, 'UNAVAILABLE'));
  }
});

test('a read that takes longer than timeoutMs is aborted and fails with TIMEOUT', async (t) => {
  const s = surroundings();
  const signals: AbortSignal[] = [];
  const hanging = (signal: AbortSignal): Promise<never> => {
    signals.push(signal);
    return never();
  };
  using seen = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, timeoutMs: 3_000, fetch: hanging }));
  await s.clock.advance(2_999);
  t.deepEqual(seen.news(), ['pending']);
  t.false(signals[0]?.aborted);
  await s.clock.advance(1);
  t.deepEqual(seen.news(), [{ failed: 'p: no answer within 3000 ms' }]);
  t.true(signals[0]?.aborted);
  t.true(NamingError.is(signals[0]?.reason, 'TIMEOUT'));
  await s.clock.advance(50);
  t.is(signals.length, 2, 'and tried anew');
});

test('longPoll, poll and stream behave alike in an outage', async (t) => {
  const histories: unknown[] = [];
  for (const face of ['poll', 'longPoll', 'stream'] as const) {
    const s = surroundings();
    let fails = false;
    const read = async (): Promise<number> => {
      if (fails) down();
      return 1;
    };
    const rest = { context: s.context, name: face };
    const until = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => {
        const check = (): void => {
          if (fails) reject(new NamingError('UNAVAILABLE', 'connection refused'));
          else if (!signal.aborted) s.clock.setTimeout(check, 100);
        };
        check();
      });
    const activity =
      face === 'poll'
        ? poll({ ...rest, intervalMs: 1_000, fetch: read })
        : face === 'longPoll'
          ? longPoll<number, number>({
              ...rest,
              waitMs: 30_000,
              fetch: async (index, signal) => ({ value: index === undefined ? await read() : await until(signal), index: 1 }),
            })
          : stream({
              ...rest,
              list: async () => ({ value: await read(), cursor: 0 }),
              follow: (_c, _f, signal) => until(signal),
            });
    const seen = record(activity);
    await s.clock.advance(4_950);
    fails = true;
    await s.clock.advance(60_000);
    fails = false;
    await s.clock.advance(30_000);
    histories.push([seen.news(), s.news()]);
    seen[Symbol.dispose]();
  }
  t.deepEqual(histories[0], [
    ['pending', 1, { stale: 1, sinceMs: 1_005_000 }, 1],
    ['started', 'failing', 'recovered'],
  ]);
  t.deepEqual(histories[1], histories[0]);
  t.deepEqual(histories[2], histories[0]);
});
