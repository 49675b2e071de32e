import { type Activity, collect, source, variable } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { brief, record, tap, turn } from './helpers.ts';

test('1. … also where the source answers while it is started, and through derivations', (t) => {
  const plain = tap(7);
  using direct = record(plain.activity);
  t.deepEqual(direct.news(), [7], 'one call, and not pending first');
  using derived = record(
    tap(7)
      .activity.map((n) => n + 1)
      .flatMap((n) => variable(n * 10)),
  );
  t.deepEqual(derived.news(), [80]);
  using silent = record(tap<number>().activity.map((n) => n + 1));
  t.deepEqual(silent.news(), ['pending']);
});

test('2. … nor inside the call of a source, nor inside another listener', async (t) => {
  const feed = tap(1);
  const other = variable('x');
  const order: string[] = [];
  using _ = other.observe((state) => order.push(`other ${String(brief(state))}`));
  using __ = feed.activity.observe(() => {
    order.push('begin');
    other.value = 'y';
    order.push('end');
  });
  t.deepEqual(order, ['other x', 'begin', 'end']);
  await turn();
  t.deepEqual(order, ['other x', 'begin', 'end', 'other y']);
  feed.sink.ok(2);
  t.is(order.length, 4);
});

test('3. … also when a value went there and back in one turn', async (t) => {
  const a = variable(1);
  const b = variable('b');
  using seen = record(a);
  using mapped = record(
    a.map(
      (n) => ({ n }),
      (x, y) => x.n === y.n,
    ),
  );
  using collected = record(collect<unknown>([a, b]));
  for (const recording of [seen, mapped, collected]) recording.news();
  a.value = 2;
  a.value = 1;
  await turn();
  t.deepEqual(seen.news(), []);
  t.deepEqual(mapped.news(), []);
  t.deepEqual(collected.news(), []);
});

test('3. … an outage that is over within the turn is not told, one that is marked again with the same beginning neither', async (t) => {
  const feed = tap(1);
  using seen = record(feed.activity);
  const cause = new Error('lost');
  seen.news();
  feed.sink.stale({ sinceMs: 5, cause });
  feed.sink.ok(1);
  await turn();
  t.deepEqual(seen.news(), []);
  feed.sink.stale({ sinceMs: 5, cause });
  await turn();
  feed.sink.stale({ sinceMs: 5, cause: new Error('still lost') });
  await turn();
  t.deepEqual(seen.news(), [{ stale: 1, sinceMs: 5 }]);
});

test('4. … through flatMap, whose inner depends on the same source as its outer', async (t) => {
  const a = variable(1);
  const pairs = a.flatMap((left) => a.map((right) => `${left},${right}`));
  using seen = record(pairs);
  for (const n of [2, 3, 4]) {
    a.value = n;
    await turn();
  }
  t.deepEqual(seen.news(), ['1,1', '2,2', '3,3', '4,4']);
});

test('4. … and for an observer that comes while a change is under way', (t) => {
  const a = variable(1);
  const twice = a.map((n) => n * 2);
  using _ = record(twice);
  a.value = 2;
  using late = record(a.flatMap((n) => twice.map((m) => [n, m])));
  t.deepEqual(late.news(), [[2, 4]]);
});

test('5. … including during the flush in which it is disposed', async (t) => {
  const a = variable(1);
  let second: Disposable | undefined;
  const seen: string[] = [];
  using _ = a.observe((state) => {
    seen.push(`first ${String(brief(state))}`);
    if (state.kind === 'ok' && state.value === 2) second?.[Symbol.dispose]();
  });
  second = a.observe((state) => seen.push(`second ${String(brief(state))}`));
  a.value = 2;
  await turn();
  t.deepEqual(seen, ['first 1', 'second 1', 'first 2']);
});

test('5. … also where it is disposed by a function that computes its own value', async (t) => {
  const a = variable(1);
  const inner = tap(0);
  let observation: Disposable | undefined;
  const seen: unknown[] = [];
  observation = a
    .flatMap((n) => {
      if (n === 2) observation?.[Symbol.dispose]();
      return inner.activity.map((m) => n + m);
    })
    .observe((state) => seen.push(brief(state)));
  a.value = 2;
  await turn();
  t.deepEqual(seen, [1]);
  t.is(inner.running, 0, 'nothing is taken up on the way out');

  const b = variable(1);
  observation = b
    .map((n) => {
      if (n === 2) observation?.[Symbol.dispose]();
      return n;
    })
    .observe((state) => seen.push(brief(state)));
  b.value = 2;
  await turn();
  t.deepEqual(seen, [1, 1]);
});

test('5. … nor is anything computed for it', async (t) => {
  const a = variable(1);
  let computed = 0;
  const derived = a.map((n) => {
    computed++;
    return n;
  });
  const seen = record(derived);
  a.value = 2;
  seen[Symbol.dispose]();
  await turn();
  t.is(computed, 1);
});

test('6. … also when whoever hears of the stop observes anew at once', async (t) => {
  const runs: AbortSignal[] = [];
  let again: Disposable | undefined;
  const restless: Activity<number> = source<number>((sink, signal) => {
    runs.push(signal);
    sink.ok(runs.length);
    signal.addEventListener('abort', () => {
      again ??= restless.observe(() => {});
    });
  });
  restless.observe(() => {})[Symbol.dispose]();
  t.deepEqual(
    runs.map((run) => run.aborted),
    [true, false],
  );
  using seen = record(restless);
  t.deepEqual(seen.news(), [2]);
  again?.[Symbol.dispose]();
  seen[Symbol.dispose]();
  t.deepEqual(
    runs.map((run) => run.aborted),
    [true, true],
  );
});

test('7. … also where one derivation holds it twice, and nothing else does', (t) => {
  const feed = tap(1);
  const seen = record(collect([feed.activity, feed.activity]).map((states) => states.map(brief)));
  t.deepEqual(seen.news(), [[1, 1]]);
  t.is(feed.signals.length, 1);
  seen[Symbol.dispose]();
  t.is(feed.running, 0);
});

test('8. … and so does a throw in the start of a source', (t) => {
  using seen = record(
    source<number>(() => {
      throw new Error('cannot start');
    }),
  );
  t.deepEqual(seen.news(), [{ failed: 'cannot start' }]);
});

test('9. … nor does it lose its outer when it leaves an inner that is the same activity', async (t) => {
  const a = tap(1);
  const b = tap(100);
  const seen = record(a.activity.flatMap((n) => (n < 3 ? a.activity : b.activity)));
  for (const n of [2, 3, 4, 2]) {
    a.sink.ok(n);
    await turn();
  }
  t.deepEqual(seen.news(), [1, 2, 100, 2]);
  t.is(a.signals.length, 1);
  seen[Symbol.dispose]();
  t.deepEqual([a.running, b.running], [0, 0]);
});

test('9. … however far down the two share it', async (t) => {
  const backend = tap(10);
  const dtab = variable(1);
  const path = variable('x');
  using seen = record(dtab.flatMap((n) => path.flatMap(() => variable(0).flatMap(() => backend.activity.map((m) => n * m)))));
  for (const n of [2, 3]) {
    dtab.value = n;
    await turn();
  }
  t.deepEqual(seen.news(), [10, 20, 30]);
  t.is(backend.signals.length, 1);
});

test('9. … and a backend that is lost or comes back does not make flatMap or map compute anew', async (t) => {
  const dtab = tap({ version: 1 });
  const inner = tap('value');
  let computed = 0;
  using seen = record(
    dtab.activity
      .map(({ version }) => {
        computed++;
        return { parsed: version };
      })
      .flatMap(() => {
        computed++;
        return inner.activity;
      }),
  );
  dtab.sink.stale({ sinceMs: 3, cause: new Error('lost') });
  await turn();
  dtab.sink.ok({ version: 2 });
  await turn();
  t.deepEqual(seen.news(), ['value', { stale: 'value', sinceMs: 3 }, 'value']);
  t.is(computed, 4, 'once for each version');

  const versioned = tap({ version: 1 }, (x, y) => x.version === y.version);
  using again = record(
    versioned.activity.map(() => {
      computed++;
      return 'same';
    }),
  );
  computed = 0;
  versioned.sink.stale({ sinceMs: 3, cause: new Error('lost') });
  await turn();
  versioned.sink.ok({ version: 1 });
  await turn();
  t.deepEqual(again.news(), ['same', { stale: 'same', sinceMs: 3 }, 'same']);
  t.is(computed, 0, 'not for an equal value either');
  t.is(inner.signals.length, 1);
});

test('10. … and an activity that depends on itself fails, and holds nothing once it is left', async (t) => {
  const feed = tap(1);
  const self: Activity<number> = feed.activity.flatMap((n) => (n === 1 ? self.map((m) => m + 1) : variable(n)));
  const seen = record(self);
  t.regex(JSON.stringify(seen.news()), /cycle: source\.flatMap depends on itself/);
  feed.sink.ok(2);
  await turn();
  t.deepEqual(seen.news(), [2]);
  feed.sink.ok(1);
  await turn();
  seen[Symbol.dispose]();
  t.is(feed.running, 0);

  const same: Activity<number> = feed.activity.flatMap(() => same);
  const direct = record(same);
  t.regex(JSON.stringify(direct.news()), /cycle: source\.flatMap depends on itself/);
  direct[Symbol.dispose]();
  t.is(feed.running, 0);
});

test('11. … and does not hand out a state twice that went there and back while nobody read', async (t) => {
  const a = variable(1);
  const states = a.states();
  await states.next();
  for (const n of [2, 1]) {
    a.value = n;
    await turn();
  }
  const next = states.next();
  a.value = 3;
  const { value } = await next;
  t.is(brief(value), 3);
  await states.return?.();
});

test('10. … as does an observation that is made by the function which computes what it observes', async (t) => {
  const feed = tap(1);
  let inside: unknown;
  const self: Activity<number> = feed.activity.map((n) => {
    try {
      self.observe(() => {});
    } catch (error) {
      inside = error;
    }
    return n;
  });
  const seen = record(self);
  t.deepEqual(seen.news(), [1]);
  t.true(NamingError.is(inside, 'INTERNAL'));
  seen[Symbol.dispose]();
  t.is(feed.running, 0, 'and it holds nothing');
});

test('11. … also where starting the source is what aborts it', async (t) => {
  const controller = new AbortController();
  let stopped = false;
  const suicidal = source<number>((_sink, signal) => {
    signal.addEventListener('abort', () => {
      stopped = true;
    });
    controller.abort();
  });
  t.true((await suicidal.states(controller.signal).next()).done);
  t.true(stopped);
});
