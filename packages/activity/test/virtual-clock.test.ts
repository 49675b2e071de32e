import { VirtualClock } from '@namerd/activity';
import test from 'ava';

test('time stands still until it is advanced', async (t) => {
  const clock = new VirtualClock(500);
  t.is(clock.now(), 500);
  await clock.settle();
  t.is(clock.now(), 500);
  await clock.advance(20);
  t.is(clock.now(), 520);
});

test('timers run in the order of their time, those of one time in the order they were set, each at its own time', async (t) => {
  const clock = new VirtualClock();
  const ran: [string, number][] = [];
  const set = (name: string, ms: number): Disposable => clock.setTimeout(() => ran.push([name, clock.now()]), ms);
  set('c', 30);
  set('a', 10);
  set('b', 10);
  set('later', 41);
  set('negative', -5);
  set('never', 20)[Symbol.dispose]();
  t.is(clock.timers, 5);
  await clock.advance(40);
  t.deepEqual(ran, [
    ['negative', 0],
    ['a', 10],
    ['b', 10],
    ['c', 30],
  ]);
  t.is(clock.timers, 1);
});

test('promises settle between timers, however many follow one another, and timers set meanwhile run too', async (t) => {
  const clock = new VirtualClock();
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms));
  async function* ticks(): AsyncGenerator<number> {
    for (let n = 1; n <= 3; n++) {
      await sleep(100);
      for (let depth = 0; depth < 50; depth++) await Promise.resolve();
      yield n;
    }
  }
  const seen: [number, number][] = [];
  const done = (async () => {
    for await (const n of ticks()) seen.push([n, clock.now()]);
  })();
  await clock.advance(300);
  t.deepEqual(seen, [
    [1, 100],
    [2, 200],
    [3, 300],
  ]);
  await done;
  t.is(clock.timers, 0);
});

test('runUntil goes on until the condition holds, and no further', async (t) => {
  const clock = new VirtualClock();
  let n = 0;
  const tick = (): void => {
    n++;
    clock.setTimeout(tick, 10);
  };
  tick();
  await clock.runUntil(() => n === 5);
  t.is(clock.now(), 40);
  await t.throwsAsync(
    clock.runUntil(() => false, 100),
    { message: 'not so within 100 ms of virtual time' },
  );
});

test('what a timer throws rejects advance', async (t) => {
  const clock = new VirtualClock();
  clock.setTimeout(() => {
    throw new RangeError('in a timer');
  }, 10);
  await t.throwsAsync(clock.advance(20), { instanceOf: RangeError });
  t.is(clock.now(), 10);
});
