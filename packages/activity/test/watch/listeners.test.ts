import { longPoll, poll, stream } from '@namerd/activity';
import test from 'ava';
import { Backend, down, surroundings } from '../backend.ts';
import { record } from '../helpers.ts';

// A file of its own, because it counts the listeners of all signals there are.

const alive = new WeakMap<EventTarget, number>();
let most = 0;
const add = Reflect.get(EventTarget.prototype, 'addEventListener') as (...args: unknown[]) => void;
const remove = Reflect.get(EventTarget.prototype, 'removeEventListener') as typeof add;
EventTarget.prototype.addEventListener = function (...args: unknown[]) {
  const count = (alive.get(this) ?? 0) + 1;
  alive.set(this, count);
  most = Math.max(most, count);
  add.apply(this, args);
};
EventTarget.prototype.removeEventListener = function (...args: unknown[]) {
  alive.set(this, (alive.get(this) ?? 0) - 1);
  remove.apply(this, args);
};

test('however long a watch runs, no signal gathers listeners', async (t) => {
  const s = surroundings();
  let reads = 0;
  const read = async (): Promise<number> => {
    if (++reads % 3 === 0) down();
    return reads;
  };
  const backend = new Backend();
  const recordings = [
    poll({ context: s.context, name: 'poll', intervalMs: 1_000, fetch: read }),
    longPoll<number, number>({
      context: s.context,
      name: 'long poll',
      waitMs: 1_000,
      fetch: async () => ({ value: await read(), index: reads }),
    }),
    stream({
      context: s.context,
      name: 'stream',
      list: backend.list,
      follow: backend.follow,
      livenessMs: 10_000,
      resyncMs: 3_000,
    }),
  ].map((activity) => record(activity));
  for (let n = 0; n < 100; n++) {
    await s.clock.advance(7_000);
    backend.drop(n % 2 === 0 ? new Error('reset') : undefined);
  }
  t.true(reads > 150 && backend.lists > 150, `${reads} reads, ${backend.lists} lists`);
  t.true(most <= 6, `${most} listeners on one signal`);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.is(s.clock.timers, 0);
});
