import { poll } from '@namerd/activity';
import test from 'ava';
import { after, surroundings } from '../backend.ts';
import { record } from '../helpers.ts';

test('poll reads at its interval, varied by a tenth, counted from the end of the last read', async (t) => {
  for (const [dice, pause] of [
    [0, 900],
    [0.5, 1_000],
    [0.999, 1_099.8],
  ] as const) {
    const s = surroundings(() => dice);
    const begunAt: number[] = [];
    const fetch = async (): Promise<number> => {
      begunAt.push(s.clock.now());
      await after(s.clock, 200);
      return begunAt.length;
    };
    using _ = record(poll({ context: s.context, name: 'p', intervalMs: 1_000, fetch }));
    await s.clock.advance(20_000);
    t.is(Math.round((begunAt[9] ?? 0) - (begunAt[0] ?? 0)), Math.round(9 * (200 + pause)));
    t.is(s.watches.list()[0]?.restarts, 0, 'each reading is not a new beginning');
  }
});

test('poll keeps its rhythm however short the interval', async (t) => {
  const s = surroundings();
  let reads = 0;
  using _ = record(poll({ context: s.context, name: 'p', intervalMs: 10, fetch: async () => ++reads }));
  await s.clock.advance(1_000);
  t.true(reads >= 99 && reads <= 101, `${reads} reads`);
});

test('a structural equality keeps an unchanged answer from going further', async (t) => {
  const s = surroundings();
  let computed = 0;
  const members = poll({
    context: s.context,
    name: 'p',
    intervalMs: 1_000,
    equals: (a, b) => a.join() === b.join(),
    fetch: async () => ['a', 'b'],
  });
  using seen = record(
    members.map((list) => {
      computed++;
      return list.length;
    }),
  );
  await s.clock.advance(60_000);
  t.is(computed, 1);
  t.deepEqual(seen.news(), ['pending', 2]);
});
