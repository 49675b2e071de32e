import { keyed, longPoll, stream } from '@namerd/activity';
import { NamingError, type NamingErrorCode, namingErrorCodes } from '@namerd/errors';
import test from 'ava';
import { after, Backend, down, never, surroundings, watchOf } from '../backend.ts';
import { record, turn } from '../helpers.ts';

// Failures that operators of namerd and its relatives have met in production, each with the report it comes from.

// https://github.com/linkerd/linkerd/issues/1674
test('after a restart the new state is visible within a second, though the first watch event takes a minute', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.advance(10_000);
  backend.onFollow = () => after(s.clock, 60_000);
  backend.revision = 2; // while nobody is told
  backend.drop(new Error('the watch has died'));
  await s.clock.advance(1_000);
  t.is(seen.news().at(-1), 2);
});

// https://github.com/linkerd/linkerd/issues/2223 and https://github.com/linkerd/linkerd/issues/1744
test('no error of the backend ends a watch: not while listing, not while following', async (t) => {
  for (const code of namingErrorCodes) {
    for (const phase of ['onList', 'onFollow'] as const) {
      const s = surroundings();
      const backend = new Backend();
      using seen = record(watchOf(backend, s));
      await s.clock.advance(1_000);
      backend[phase] = () => {
        throw new NamingError(code, `answered with ${code}`);
      };
      backend.drop();
      await s.clock.advance(120_000);
      backend[phase] = undefined;
      backend.revision = 7;
      await s.clock.advance(60_000);
      t.is(seen.news().at(-1), 7, `${code} in ${phase}`);
      t.is(s.watches.list()[0]?.kind, 'ok');
    }
  }
});

// https://github.com/linkerd/linkerd/issues/1649
test('an expired cursor leads to a new list, and to following from its cursor', async (t) => {
  const s = surroundings();
  const cursors: number[] = [];
  let revision = 1;
  let compactedTo = 0;
  let expire: ((error: Error) => void) | undefined;
  const tooOld = (): Error => new NamingError('PROTOCOL', 'too old resource version');
  const watch = stream<number, number>({
    context: s.context,
    name: 'w',
    list: async () => ({ value: revision, cursor: revision }),
    follow: (cursor) => {
      cursors.push(cursor);
      if (cursor < compactedTo) return Promise.reject(tooOld());
      return new Promise((_, reject) => {
        expire = reject;
      });
    },
  });
  using seen = record(watch);
  await s.clock.settle();
  revision = compactedTo = 100;
  expire?.(tooOld());
  await s.clock.advance(1_000);
  t.deepEqual(cursors, [1, 100]);
  t.is(seen.news().at(-1), 100);
});

// https://github.com/snyk/kubernetes-monitor/issues/1507 and https://github.com/kubernetes-client/javascript/issues/1933
test('a cursor that expires at once, again and again, does not make the watch run hot', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  backend.onFollow = () => {
    throw new NamingError('PROTOCOL', '410 Gone');
  };
  using _ = record(watchOf(backend, s));
  await s.clock.advance(3_600_000);
  t.true(backend.lists + backend.follows < 600, `${backend.lists + backend.follows} calls in an hour`);
});

// https://github.com/linkerd/linkerd/issues/2164
test('an observer of any layer keeps the source alive, and sees what another layer sees', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const watch = watchOf(backend, s);
  const derived = watch.map((n) => n * 10).stabilize({ clock: s.clock });
  const first = record(derived);
  const second = record(watch);
  await s.clock.settle();
  first[Symbol.dispose]();
  backend.change();
  await turn();
  t.is(second.news().at(-1), 2);
  using third = record(derived);
  t.deepEqual(third.news(), [20]);
  second[Symbol.dispose]();
  backend.change();
  await turn();
  t.deepEqual(third.news(), [30]);
  t.is(backend.follows, 1);
});

// https://github.com/linkerd/linkerd/issues/1907
test('deriving and asking once observes nothing for longer than the answer takes', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const derived = watchOf(backend, s)
    .map((n) => n + 1)
    .stabilize({ clock: s.clock })
    .flatMap((n) => watchOf(backend, s).map((m) => n + m));
  t.is(backend.lists, 0);
  t.is(await derived.first(), 3);
  t.deepEqual([backend.open, s.clock.timers, s.watches.list().length], [0, 0, 0]);
});

// https://github.com/linkerd/linkerd/issues/1698 and https://github.com/linkerd/linkerd/issues/2222
test('a caller that cancels leaves nothing pending, wherever its question stands', async (t) => {
  const standing: ((backend: Backend) => void)[] = [
    (backend) => {
      backend.onList = never;
    },
    (backend) => {
      backend.onList = down;
    },
  ];
  for (const arrange of standing) {
    const s = surroundings();
    const backend = new Backend();
    arrange(backend);
    const controller = new AbortController();
    const watch = watchOf(backend, s).flatMap((n) => (n > 0 ? watchOf(backend, s) : watchOf(new Backend(), s)));
    const state = (async () => {
      for await (const each of watch.states(controller.signal)) if (each.kind === 'ok') return;
    })();
    const answer = backend.onList === down ? Promise.resolve(0) : watch.first(controller.signal);
    await s.clock.advance(500);
    controller.abort();
    await state;
    if (backend.onList === down) t.is(await answer, 0);
    else t.true(NamingError.is(await t.throwsAsync(answer), 'ABORTED'));
    t.deepEqual([backend.open, s.clock.timers, s.watches.list().length], [0, 0, 0]);
  }
});

// https://github.com/linkerd/linkerd/issues/1334
test('ten thousand subscribers of one key are one watch for the backend', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const dtabs = keyed((_namespace: string) => watchOf(backend, s), { clock: s.clock });
  const recordings = Array.from({ length: 10_000 }, (_, i) => record(dtabs('default').map((dtab) => `${dtab} ${i}`)));
  await s.clock.settle();
  t.deepEqual([backend.lists, backend.follows, backend.open], [1, 1, 1]);
  backend.change();
  await turn();
  t.true(recordings.every(({ states }, i) => JSON.stringify(states.at(-1)).includes(`2 ${i}`)));
  for (const recording of recordings) recording[Symbol.dispose]();
  await s.clock.advance(10_000);
  t.deepEqual([dtabs.size, backend.open, s.clock.timers], [0, 0, 0]);
});

// "MaximumObservationsReached" of namerd 1.x: the 1,001st active observation was refused.
test('there is no number of observed keys at which the next one is refused', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  const services = keyed((key: number) => watchOf(backend, s).map((n) => n + key), { clock: s.clock, capacity: 10 });
  const recordings = Array.from({ length: 3_000 }, (_, key) => record(services(key)));
  await s.clock.settle();
  t.true(recordings.every(({ states }, key) => JSON.stringify(states.at(-1)) === JSON.stringify({ kind: 'ok', value: key + 1 })));
  t.is(services.size, 3_000);
  for (const recording of recordings) recording[Symbol.dispose]();
  t.is(services.size, 10, 'only idle ones count against the capacity');
  await s.clock.advance(10_000);
  t.deepEqual([services.size, backend.open, s.clock.timers], [0, 0, 0]);
});

// https://github.com/linkerd/linkerd/issues/1830
test('a new session reads everything again, is armed again, and hears nothing of the expired one', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.settle();
  const expired = backend.subscriptions[0];
  backend.revision = 5;
  backend.drop(new NamingError('UNAVAILABLE', 'session expired'));
  await s.clock.advance(1_000);
  t.is(seen.news().at(-1), 5);
  t.is(backend.follows, 2);
  expired?.follower.next(2);
  await turn();
  t.deepEqual(seen.news(), []);
  backend.change();
  await turn();
  t.deepEqual(seen.news(), [6]);
});

// https://github.com/linkerd/linkerd/issues/2140
test('a long poll that never returns is asked again after its wait and some slack', async (t) => {
  const s = surroundings();
  let value = 'v1';
  let plain = 0;
  const fetch = (index: number | undefined): Promise<{ value: string; index: number }> => {
    if (index !== undefined) return never();
    plain++;
    return Promise.resolve({ value, index: plain });
  };
  using seen = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 60_000, fetch }));
  await s.clock.advance(1_000);
  value = 'v2';
  await s.clock.advance(65_000);
  t.deepEqual(seen.news(), ['pending', 'v1', 'v2']);
});

// https://github.com/linkerd/linkerd/issues/2249, https://github.com/microsoft/etcd3/issues/72, https://github.com/kubernetes-client/javascript/issues/596
test('a subscription that has died on a healthy connection is noticed and made anew', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.advance(10_000);
  backend.tells = false;
  backend.change();
  await s.clock.advance(60_000);
  t.is(seen.news().at(-1), 2);
  t.deepEqual(s.news(), ['started', 'silent']);
});

// https://github.com/linkerd/linkerd/issues/2411
test('… and one that still sends heartbeats but has lost an event, by the re-read', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.advance(10_000);
  backend.tells = false;
  backend.change();
  for (let n = 0; n < 30; n++) {
    await s.clock.advance(11_000);
    backend.subscriptions.at(-1)?.follower.alive();
  }
  t.is(seen.news().at(-1), 2);
  t.true(s.news().includes('drift'));
});

// https://github.com/linkerd/linkerd/issues/1639
test('an invalid value keeps the last good one, and the next valid value is taken', async (t) => {
  const s = surroundings();
  let stored = '/svc => /a';
  let tell: (() => void) | undefined;
  const parse = (text: string): string => {
    if (!text.includes('=>')) throw new NamingError('PARSE', `not a dtab: ${text}`);
    return text;
  };
  const watch = stream<string, undefined>({
    context: s.context,
    name: 'w',
    list: async () => ({ value: parse(stored), cursor: undefined }),
    follow: (_cursor, follower) =>
      new Promise((_, reject) => {
        tell = () => {
          try {
            follower.next(parse(stored));
          } catch (error) {
            reject(error);
          }
        };
      }),
  });
  using seen = record(watch);
  await s.clock.advance(5_000);
  stored = 'nonsense';
  tell?.();
  await s.clock.advance(300_000);
  t.deepEqual(seen.news(), ['pending', '/svc => /a', { stale: '/svc => /a', sinceMs: 1_005_000 }]);
  stored = '/svc => /b';
  await s.clock.advance(30_000);
  t.deepEqual(seen.news(), ['/svc => /b']);
});

// Monzo's outage of 2017: restarting everything turned a part outage into a whole one.
test('a start with the backend down, or answering nonsense, is failed, and heals by itself', async (t) => {
  for (const code of ['UNAVAILABLE', 'PROTOCOL', 'TIMEOUT'] satisfies NamingErrorCode[]) {
    const s = surroundings();
    const backend = new Backend();
    backend.onList =
      code === 'TIMEOUT'
        ? never
        : () => {
            throw new NamingError(code, 'no good');
          };
    using seen = record(watchOf(backend, s));
    await s.clock.advance(120_000);
    t.is(s.watches.list()[0]?.kind, 'failed');
    backend.onList = undefined;
    await s.clock.advance(40_000);
    t.is(seen.news().at(-1), 1, code);
  }
});

// https://github.com/linkerd/linkerd/issues/1827 and https://github.com/linkerd/linkerd/issues/1830
test('retries are neither a storm while the backend is down nor minutes late when it is back', async (t) => {
  const s = surroundings();
  const backend = new Backend();
  using seen = record(watchOf(backend, s));
  await s.clock.settle();
  const before = backend.lists;
  backend.onList = down;
  backend.drop(new Error('reset'));
  await s.clock.advance(600_000);
  t.true(backend.lists - before < 60, `${backend.lists - before} attempts in ten minutes`);
  backend.onList = undefined;
  backend.revision = 9;
  await s.clock.advance(30_000);
  t.is(seen.news().at(-1), 9);
});
