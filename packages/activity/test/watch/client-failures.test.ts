import { longPoll, poll, stream } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { after, Backend, down, surroundings, watchOf } from '../backend.ts';
import { record, turn } from '../helpers.ts';

// Failures of client libraries in production, each with the report it comes from.

// https://github.com/redis/ioredis/issues/651
test('a thousand watches whose backend bounces come back spread out, not as a herd', async (t) => {
  let seed = 1;
  const s = surroundings(() => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  });
  let up = true;
  const askedAt: number[] = [];
  const fetch = async (): Promise<number> => {
    askedAt.push(s.clock.now());
    if (!up) down();
    return 1;
  };
  const recordings = Array.from({ length: 1_000 }, (_, i) =>
    record(
      stream({
        context: s.context,
        name: `w${i}`,
        list: async () => ({ value: await fetch(), cursor: 0 }),
        follow: followUntilDown,
      }),
    ),
  );
  function followUntilDown(): Promise<void> {
    return new Promise((_, reject) => {
      lost.push(reject);
    });
  }
  const lost: ((error: Error) => void)[] = [];
  await s.clock.advance(1_000);
  up = false;
  for (const reject of lost.splice(0)) reject(new Error('bounced'));
  await s.clock.advance(20_000);
  askedAt.length = 0;
  up = true;
  const backAt = s.clock.now();
  await s.clock.advance(30_000);
  const perSecond = new Map<number, number>();
  for (const at of askedAt)
    perSecond.set(Math.floor((at - backAt) / 1_000), (perSecond.get(Math.floor((at - backAt) / 1_000)) ?? 0) + 1);
  t.true(Math.max(...perSecond.values()) < 200, `at most ${Math.max(...perSecond.values())} of 1,000 in one second`);
  t.is(s.watches.list().filter(({ kind }) => kind === 'ok').length, 1_000);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.is(s.clock.timers, 0);
});

// https://github.com/kubernetes-client/javascript/issues/494
test('what was deleted while nobody was told is gone after the re-list', async (t) => {
  const s = surroundings();
  const truth = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  let lose: ((error: Error) => void) | undefined;
  const watch = stream<ReadonlyMap<string, number>, undefined>({
    context: s.context,
    name: 'w',
    list: async () => ({ value: new Map(truth), cursor: undefined }),
    follow: () =>
      new Promise((_, reject) => {
        lose = reject;
      }),
  });
  using seen = record(watch.map((members) => [...members.keys()].join()));
  await s.clock.settle();
  truth.delete('a');
  lose?.(new Error('reset'));
  await s.clock.advance(1_000);
  t.is(seen.news().at(-1), 'b');
});

// https://github.com/kubernetes-client/javascript/issues/956
test('a watch that was stopped and goes on sending is not heard', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const watch = watchOf(backend, s);
  const first = record(watch);
  await s.clock.settle();
  const stopped = backend.subscriptions[0]?.follower;
  first[Symbol.dispose]();
  backend.revision = 10;
  using second = record(watch);
  await s.clock.settle();
  stopped?.next(2);
  stopped?.update(() => 3);
  await turn();
  t.deepEqual(second.news(), ['pending', 10]);
});

// https://github.com/kubernetes-client/javascript/issues/795
test('objects that did not change during an outage are not lost after it', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.settle();
  backend.drop(new Error('reset'));
  await s.clock.advance(1_000);
  t.deepEqual(seen.states.at(-1), { kind: 'ok', value: 1 }, 'there, and fresh');
});

// https://github.com/redis/redis/issues/3559
test('a message that was published while the subscription was down is found by the list', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s, { livenessMs: 0 }));
  await s.clock.settle();
  backend.onFollow = () => after(s.clock, 5_000); // subscribing takes its time
  backend.drop(new Error('reset'));
  await s.clock.advance(1);
  backend.change(); // nobody is subscribed
  await s.clock.advance(1_000);
  t.is(seen.news().at(-1), 2);
});

// https://github.com/silas/node-consul/issues/24 and https://github.com/hashicorp/consul/issues/5358
test('an index that has gone backwards does not end in a death spin', async (t) => {
  const s = surroundings();
  let questions = 0;
  let index = 1_000;
  const fetch = async (asked: number | undefined): Promise<{ value: string; index: number }> => {
    questions++;
    if (asked === index) await after(s.clock, 30_000);
    return { value: 'v', index }; // a question with a higher index than there is comes back at once
  };
  using _ = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
  await s.clock.advance(60_000);
  index = 5;
  questions = 0;
  await s.clock.advance(60_000);
  t.true(questions <= 5, `${questions} questions in a minute`);
});

// https://github.com/silas/node-consul/issues/155
test('a long poll survives a refusal that calls itself final', async (t) => {
  const s = surroundings();
  let refuses = true;
  const fetch = async (): Promise<number> => {
    if (refuses) throw new NamingError('CONFIG', '400 bad request');
    return 1;
  };
  using seen = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, fetch }));
  await s.clock.advance(3_600_000);
  refuses = false;
  await s.clock.advance(30_000);
  t.is(seen.news().at(-1), 1);
});
