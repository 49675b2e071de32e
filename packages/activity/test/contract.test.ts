import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { promisify } from 'node:util';
import { type Activity, collect, keyed, poll, type State, source, stream, VirtualClock, variable } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { brief, record, tap, turn } from './helpers.ts';

test('1. observe calls the listener once, synchronously, with the current state; then after each change', async (t) => {
  const a = variable(1);
  const seen: unknown[] = [];
  using _ = a.observe((state) => seen.push(brief(state)));
  t.deepEqual(seen, [1]);
  await turn();
  t.deepEqual(seen, [1], 'no second call without a change');
  a.value = 2;
  await turn();
  a.value = 3;
  await turn();
  t.deepEqual(seen, [1, 2, 3]);
});

test('2. a listener never runs inside the call that caused the change', async (t) => {
  const a = variable(1);
  let setting = false;
  const seen: [unknown, boolean][] = [];
  using _ = a.map((n) => n * 2).observe((state) => seen.push([brief(state), setting]));
  seen.length = 0;
  setting = true;
  a.value = 2;
  setting = false;
  t.deepEqual(seen, []);
  await turn();
  t.deepEqual(seen, [[4, false]]);
});

test('2. changes in one turn arrive as one call with the newest state', async (t) => {
  const a = variable(0);
  using seen = record(a);
  seen.news();
  for (let n = 1; n <= 1_000; n++) a.value = n;
  await turn();
  t.deepEqual(seen.news(), [1_000]);
});

test('3. equal states are not delivered', async (t) => {
  const a = variable({ id: 1, note: 'first' }, { equals: (x, y) => x.id === y.id });
  let computed = 0;
  const parity = a
    .map(
      ({ id }) => ({ odd: id % 2 === 1 }),
      (x, y) => x.odd === y.odd,
    )
    .map(({ odd }) => {
      computed++;
      return odd;
    });
  using seen = record(a);
  using seenParity = record(parity);
  seen.news();
  a.value = { id: 1, note: 'second' };
  await turn();
  t.deepEqual(seen.news(), [], 'equal by the equality given');
  a.value = { id: 3, note: 'third' };
  await turn();
  t.is(seen.news().length, 1);
  t.deepEqual(seenParity.news(), [true]);
  t.is(computed, 1, 'a derived value that comes out equal stops the change');
});

test('4. a listener sees a consistent snapshot: all derived values computed from the same source versions', async (t) => {
  const a = variable(1);
  let computed = 0;
  const derived = Array.from({ length: 20 }, (_, i) =>
    a.map((n) => {
      computed++;
      return n + i;
    }),
  );
  const sums: unknown[] = [];
  using _ = collect(derived)
    .map((states) => states.map((state, i) => (state.kind === 'ok' ? state.value - i : Number.NaN)))
    .observe((state) => sums.push(state.kind === 'ok' && new Set(state.value).size));
  computed = 0;
  a.value = 2;
  await turn();
  t.deepEqual(sums, [1, 1], 'one distinct version in each of two deliveries');
  t.is(computed, 20, 'each derived value once');
});

test('5. no call after the observation is disposed', async (t) => {
  const a = variable(1);
  const seen = record(a);
  a.value = 2;
  seen[Symbol.dispose]();
  seen[Symbol.dispose]();
  await turn();
  a.value = 3;
  await turn();
  t.deepEqual(seen.news(), [1]);
});

test('6. the first observer starts the source; the last one leaving aborts its signal; a later observer starts it afresh', async (t) => {
  const feed = tap<number>();
  const derived = feed.activity.map((n) => n);
  t.is(feed.signals.length, 0, 'nothing runs before');
  const first = record(derived);
  const second = record(feed.activity);
  t.is(feed.running, 1);
  feed.sink.ok(5);
  await turn();
  first[Symbol.dispose]();
  t.is(feed.running, 1);
  second[Symbol.dispose]();
  t.is(feed.running, 0);
  feed.sink.ok(6);
  using third = record(derived);
  t.is(feed.signals.length, 2);
  t.deepEqual(third.news(), ['pending'], 'neither the old value nor what came too late');
});

test('7. however many observers or derivations, a source runs at most once at a time', async (t) => {
  const feed = tap(1);
  const derived = feed.activity.map((n) => n + 1);
  const shared = [
    feed.activity,
    derived,
    derived.flatMap(() => feed.activity),
    collect([feed.activity, feed.activity, derived]),
    feed.activity.stabilize(),
  ];
  const recordings = shared.flatMap((activity) => Array.from({ length: 100 }, () => record<unknown>(activity)));
  t.is(feed.signals.length, 1);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.is(feed.running, 0);
  t.is(feed.signals.length, 1);
});

test('8. a throw in map or flatMap becomes failed; recovery on the next value', async (t) => {
  const a = variable(1);
  const strict = (n: number): number => {
    if (n === 2) throw new RangeError('not two');
    return n;
  };
  using mapped = record(a.map(strict));
  using flat = record(a.flatMap((n) => variable(strict(n))));
  for (const n of [2, 3]) {
    a.value = n;
    await turn();
  }
  const expected = [1, { failed: 'not two' }, 3];
  t.deepEqual(mapped.news(), expected);
  t.deepEqual(flat.news(), expected);
  const failure = mapped.states[1];
  t.true(failure?.kind === 'failed' && NamingError.is(failure.error, 'INTERNAL') && failure.error.cause instanceof RangeError);
});

test('8. a throw in a listener is reported to the process and harms no other listener', async (t) => {
  const script = `
    import { variable } from '@namerd/activity';
    const a = variable(1);
    const seen = [];
    process.on('uncaughtException', (error) => seen.push('reported ' + error.message));
    a.observe((state) => { throw new Error('bad ' + state.value); });
    a.observe((state) => seen.push('good ' + state.value));
    a.value = 2;
    setTimeout(() => { a.value = 3; setTimeout(() => console.log(JSON.stringify(seen)), 0); }, 0);
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@namerd/source', '--input-type=module', '-e', script],
    {
      cwd: new URL('..', import.meta.url),
    },
  );
  t.deepEqual(JSON.parse(stdout), ['good 1', 'reported bad 1', 'good 2', 'reported bad 2', 'good 3', 'reported bad 3']);
});

test('9. flatMap takes the new inner before it leaves the old, so a source used by both never restarts', async (t) => {
  const backend = tap(10);
  const dtab = variable(1);
  using seen = record(dtab.flatMap((n) => backend.activity.map((m) => n * m)));
  for (const n of [2, 3, 4]) {
    dtab.value = n;
    await turn();
  }
  t.deepEqual(seen.news(), [10, 20, 30, 40]);
  t.is(backend.signals.length, 1);
});

test('10. a flush that does not settle in 100 rounds fails with a cycle error naming the node', async (t) => {
  const a = source<number>((sink) => sink.ok(0), { name: 'loopy' });
  const b = variable(0);
  const states: State<number>[] = [];
  const cyclic = b.flatMap((n) => a.map((m) => n + m));
  using _ = cyclic.observe((state) => {
    states.push(state);
    if (state.kind === 'ok') b.value = state.value + 1;
  });
  using bystander = record(b);
  await turn();
  const last = states.at(-1);
  t.true(last?.kind === 'failed' && NamingError.is(last.error, 'INTERNAL'));
  t.regex(last?.kind === 'failed' ? last.error.message : '', /cycle: variable\.flatMap did not settle in 100 rounds/);
  t.true(states.length >= 100 && states.length <= 103, `${states.length} calls`);

  bystander.news();
  b.value = -1;
  await turn();
  t.deepEqual(bystander.news(), [-1], 'who merely looked on is still observing');
});

test('11. states() holds at most one undelivered state per reader', async (t) => {
  const a = variable(0);
  const slow = a.states();
  const first = await slow.next();
  t.deepEqual(first, { done: false, value: { kind: 'ok', value: 0 } });
  for (let n = 1; n <= 100; n++) {
    a.value = n;
    await turn();
  }
  const second = await slow.next();
  t.is(!second.done && brief(second.value), 100);
  const third = slow.next();
  a.value = 101;
  const delivered = await third;
  t.is(!delivered.done && brief(delivered.value), 101);
  await slow.return?.();
});

test('11. returning or aborting it disposes the observation', async (t) => {
  const feed = tap(1);
  for await (const state of feed.activity.states()) {
    t.is(brief(state), 1);
    t.is(feed.running, 1);
    break;
  }
  t.is(feed.running, 0, 'left by break');

  const states = feed.activity.states();
  await states.next();
  const waiting = states.next();
  await states.return?.();
  t.true((await waiting).done, 'a waiting reader is let go');
  t.is(feed.running, 0, 'left by return');

  const controller = new AbortController();
  const seen: unknown[] = [];
  for await (const state of feed.activity.states(controller.signal)) {
    seen.push(brief(state));
    setImmediate(() => controller.abort());
  }
  t.deepEqual(seen, [1], 'the loop just ends');
  t.is(feed.running, 0, 'left by abort');

  const early = feed.activity.states(AbortSignal.abort());
  t.true((await early.next()).done);
  t.is(feed.signals.length, 3, 'aborted before it began: nothing was started');
});

test('12. unobserved activities hold no timers, sockets or entries', async (t) => {
  const clock = new VirtualClock();
  let open = 0;
  const hold = (signal: AbortSignal): Promise<never> => {
    open++;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        open--;
        reject(signal.reason);
      });
    });
  };
  const context = { clock, random: () => 0.5 };
  const watched = [
    poll({ context, name: 'reading', intervalMs: 1_000, fetch: hold }),
    poll({ context, name: 'waiting', intervalMs: 1_000, fetch: async () => 1 }),
    poll({ context, name: 'failing', intervalMs: 1_000, fetch: () => Promise.reject(new Error('down')) }),
    stream({ context, name: 'following', list: async () => ({ value: 1, cursor: 1 }), follow: (_c, _f, signal) => hold(signal) }),
  ].map((activity) => activity.map((n) => n + 1).stabilize({ clock }));
  t.is(clock.timers, 0, 'made, not observed');
  const recordings = watched.map((activity) => record(activity));
  await clock.advance(10);
  t.true(clock.timers > 0 && open > 0);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.is(clock.timers, 0);
  t.is(open, 0);
});

test('12. keyed forgets a key a linger after its last observer', async (t) => {
  const clock = new VirtualClock();
  const feeds = new Map<string, ReturnType<typeof tap<string>>>();
  const services = keyed(
    (key: string) => {
      const feed = tap(`${key} ${feeds.size}`);
      feeds.set(key, feed);
      return feed.activity;
    },
    { lingerMs: 10_000, clock },
  );
  const first = record(services('web'));
  const second = record(services('web').map((name) => name.toUpperCase()));
  t.is(services.size, 1);
  first[Symbol.dispose]();
  await clock.advance(60_000);
  t.is(services.size, 1, 'still observed');
  second[Symbol.dispose]();
  await clock.advance(9_999);
  t.is(services.size, 1);
  record(services('web'))[Symbol.dispose]();
  t.is(feeds.get('web')?.signals.length, 1, 'who comes back within the linger finds the watch running');
  await clock.advance(9_999);
  t.is(services.size, 1, 'the linger began anew');
  await clock.advance(1);
  t.is(services.size, 0);
  t.is(feeds.get('web')?.running, 0);
  t.is(clock.timers, 0);
});

test('12. 10,000 unknown keys, asked once each, leave zero entries and zero running sources after the linger', async (t) => {
  const clock = new VirtualClock();
  let running = 0;
  let started = 0;
  let most = 0;
  const services = keyed(
    (key: number) =>
      source<string>((sink, signal) => {
        started++;
        running++;
        signal.addEventListener('abort', () => running--);
        sink.ok(`neg ${key}`);
      }),
    { clock },
  );
  for (let key = 0; key < 10_000; key++) {
    t.is(await services(key).first(), `neg ${key}`);
    most = Math.max(most, services.size);
  }
  t.is(started, 10_000);
  t.is(most, 1_000, 'and never more than the capacity on the way');
  t.is(running, 1_000);
  await clock.advance(10_000);
  t.is(services.size, 0);
  t.is(running, 0);
  t.is(clock.timers, 0);
});

test('12. 10,000 cycles of observe and dispose leave no timer, no listener and no source behind', async (t) => {
  const clock = new VirtualClock();
  let open = 0;
  const { signal: reader } = new AbortController();
  const watched = stream({
    context: { clock },
    name: 'w',
    list: async () => ({ value: 1, cursor: 1 }),
    follow: (_cursor, _follower, signal) => {
      open++;
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          open--;
          resolve();
        });
      });
    },
  });
  const outer = variable(0);
  const derived = outer.flatMap((n) => watched.map((m) => n + m));
  for (let n = 0; n < 10_000; n++) {
    outer.value = n;
    if (n % 3 === 0) record(derived)[Symbol.dispose]();
    else if (n % 3 === 1) t.is(await derived.first(reader), n + 1);
    else {
      const states = derived.states(reader);
      await states.next();
      await states.return?.();
    }
  }
  await turn();
  t.deepEqual(
    { timers: clock.timers, open, listeners: getEventListeners(reader, 'abort').length },
    { timers: 0, open: 0, listeners: 0 },
  );
  t.is(openOf(watched) + openOf(derived) + openOf(outer), 0, 'and nobody is held as a dependent');
});

/** How many hold an activity. Looks behind the interface, because a leak is precisely what the interface does not show. */
function openOf(activity: Activity<unknown>): number {
  return (activity as unknown as { node: { dependents: number } }).node.dependents;
}
