import { type Activity, type State, stream, systemClock } from '@namerd/activity';
import { NamingError, type NamingErrorCode } from '@namerd/errors';
import type { ZkClient, ZkNode, ZkReading } from '@namerd/zk-client';
import test, { type ExecutionContext } from 'ava';
import { bytes, clientOf, open, text, until, watchesOf, withZookeeper } from './zookeeper.ts';

const zkTest = withZookeeper(test);

/** Keeps an activity observed and shows its newest state. */
class Watch<T> {
  readonly states: State<T>[] = [];
  readonly #observation: Disposable;

  constructor(t: ExecutionContext, activity: Activity<T>) {
    this.#observation = activity.observe((state) => this.states.push(state));
    t.teardown(() => this.stop());
  }

  get value(): T | undefined {
    const state = this.states.at(-1);
    return state?.kind === 'ok' ? state.value : undefined;
  }

  /** How it stands: `pending`, `ok`, `stale` or the code of the error. */
  get is(): 'pending' | 'ok' | 'stale' | NamingErrorCode {
    const state = this.states.at(-1) ?? { kind: 'pending' };
    if (state.kind === 'ok') return state.stale === undefined ? 'ok' : 'stale';
    return state.kind === 'pending' ? 'pending' : NamingError.from(state.error).code;
  }

  stop(): void {
    this.#observation[Symbol.dispose]();
  }
}

const context = { clock: systemClock };
const backoff = { minMs: 10, maxMs: 100 };

function dataOf(zk: ZkClient, path: string): Activity<ZkReading<ZkNode | undefined>> {
  return stream({
    context,
    backoff,
    name: path,
    resyncMs: 0,
    livenessMs: 60_000,
    equals: (a, b) => a.value?.stat.mzxid === b.value?.stat.mzxid,
    orderOf: ({ zxid }) => zxid,
    ...zk.data(path),
  });
}

function namesOf(zk: ZkClient, path: string): Activity<string | undefined> {
  const names = stream({
    context,
    backoff,
    name: path,
    resyncMs: 0,
    livenessMs: 60_000,
    orderOf: ({ zxid }: ZkReading<readonly string[] | undefined>) => zxid,
    ...zk.names(path),
  });
  return names.map(({ value }) => value?.toSorted().join());
}

zkTest('a node is followed from absence through creation, change, deletion and re-creation', async (t, server) => {
  const [zk, other] = [clientOf(t, server), clientOf(t, server)];
  const watch = new Watch(t, dataOf(zk, '/followed'));
  await until('absence', () => watch.is === 'ok' && watch.value?.value === undefined);
  for (const round of ['a', 'b']) {
    await other.create('/followed', { data: bytes(`${round}1`), acl: open });
    await until('creation', () => text(watch.value?.value?.data) === `${round}1`);
    await other.set('/followed', bytes(`${round}2`));
    await until('the change', () => text(watch.value?.value?.data) === `${round}2`);
    await other.delete('/followed');
    await until('deletion', () => watch.value?.value === undefined);
  }
  t.true(watch.states.every((state) => state.kind !== 'failed'));
});

zkTest('children are followed, also before there is a parent and after it has gone', async (t, server) => {
  const zk = clientOf(t, server);
  const watch = new Watch(t, namesOf(zk, '/parent'));
  await until('absence', () => watch.is === 'ok' && watch.value === undefined);
  for (let round = 0; round < 2; round++) {
    await zk.create('/parent', { data: bytes(''), acl: open });
    await until('no children', () => watch.value === '');
    await zk.create('/parent/b', { data: bytes(''), acl: open });
    await zk.create('/parent/a', { data: bytes(''), acl: open });
    await until('both', () => watch.value === 'a,b');
    await zk.delete('/parent/a');
    await zk.delete('/parent/b');
    await zk.delete('/parent');
    await until('absence again', () => watch.is === 'ok' && watch.value === undefined);
  }
});

zkTest('in a storm of changes the last one is always seen', async (t, server) => {
  const [zk, other] = [clientOf(t, server), clientOf(t, server)];
  await other.create('/storm', { data: bytes('-1'), acl: open });
  const watch = new Watch(t, dataOf(zk, '/storm'));
  for (let n = 0; n < 500; n++) {
    const write = other.set('/storm', bytes(`${n}`));
    if (n % 50 === 49) {
      await write;
      await until(`change ${n}`, () => text(watch.value?.value?.data) === `${n}`);
    }
  }
  const seen = watch.states.flatMap((state) => (state.kind === 'ok' ? [Number(text(state.value.value?.data))] : []));
  t.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
    'time went backwards',
  );
});

zkTest('however many follow a path there is one watch, and none when the last has left', async (t, server) => {
  const zk = clientOf(t, server);
  await zk.create('/shared', { data: bytes('x'), acl: open });
  const watches = [...Array(5)].map(() => new Watch(t, dataOf(zk, '/shared')));
  await until('all to know', () => watches.every((watch) => watch.is === 'ok'));
  await until('one watch', async () => (await watchesOf(server)) === 1);
  for (let n = 0; n < 20; n++) {
    await zk.set('/shared', bytes(`${n}`));
    await until('all to see it', () => watches.every((watch) => text(watch.value?.value?.data) === `${n}`));
  }
  await until('one watch', async () => (await watchesOf(server)) === 1);
  for (const watch of watches.slice(1)) watch.stop();
  await zk.set('/shared', bytes('last'));
  await until('who stayed to see it', () => text(watches[0]?.value?.value?.data) === 'last');
  watches[0]?.stop();
  await until('no watch', async () => (await watchesOf(server)) === 0);
  t.is(zk.status.watches, 0);
});

zkTest('thousands of paths that were followed for a moment leave nothing behind', async (t, server) => {
  const zk = clientOf(t, server);
  for (let n = 0; n < 2_000; n += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const watch = new Watch(t, dataOf(zk, `/unknown-${n + i}`));
        await until('absence', () => watch.is === 'ok');
        watch.stop();
      }),
    );
  }
  await until('no watch', async () => (await watchesOf(server)) === 0);
  t.is(zk.status.watches, 0);
});

zkTest('a restart that is over before anybody asks is not seen by who follows', async (t, server) => {
  const zk = clientOf(t, server, { sessionTimeoutMs: 10_000 });
  await zk.create('/blip', { data: bytes('a'), acl: open });
  const watch = new Watch(t, dataOf(zk, '/blip'));
  await until('the node', () => watch.is === 'ok');
  server.pause();
  server.resume();
  await zk.set('/blip', bytes('b'));
  await until('the change', () => text(watch.value?.value?.data) === 'b');
  t.true(watch.states.every((state) => state.kind !== 'ok' || state.stale === undefined));
});

zkTest('through a crash and a restart the value stands, stale, and what changed meanwhile is seen', async (t, server) => {
  const zk = clientOf(t, server);
  await zk.create('/crash', { data: bytes('a'), acl: open });
  const watch = new Watch(t, dataOf(zk, '/crash'));
  await until('the node', () => watch.is === 'ok');
  for (const round of ['b', 'c', 'd']) {
    await server.kill();
    await until('stale', () => watch.is === 'stale');
    await server.restart();
    const other = clientOf(t, server);
    await until('a write', async () => {
      const written = await other.set('/crash', bytes(round)).catch(() => undefined);
      return written !== undefined;
    });
    await until(round, () => watch.is === 'ok' && text(watch.value?.value?.data) === round);
  }
  t.true(
    watch.states.slice(1).every((state) => state.kind === 'ok'),
    'the value was lost on the way',
  );
  await until('one watch', async () => (await watchesOf(server)) === 1);
});

zkTest('a frozen server makes the value stale, and its waking fresh', async (t, server) => {
  const zk = clientOf(t, server);
  await zk.create('/frozen', { data: bytes('a'), acl: open });
  const watch = new Watch(t, dataOf(zk, '/frozen'));
  await until('the node', () => watch.is === 'ok');
  server.pause();
  t.teardown(() => server.resume());
  await until('stale', () => watch.is === 'stale');
  await until('the session to be over', () => zk.status.attempts > 2);
  server.resume();
  await until('fresh', () => watch.is === 'ok');
  await zk.set('/frozen', bytes('b'));
  await until('the change', () => text(watch.value?.value?.data) === 'b');
});

zkTest(
  'an ensemble that was set up anew is believed once the session is over, however old its transactions',
  async (t, server) => {
    const zk = clientOf(t, server);
    for (let n = 0; n < 20; n++) await zk.create(`/ballast-${n}`, { data: bytes(''), acl: open });
    await zk.create('/wiped', { data: bytes('a'), acl: open });
    const watch = new Watch(t, dataOf(zk, '/wiped'));
    const names = new Watch(t, namesOf(zk, '/'));
    await until('the node', () => watch.is === 'ok' && names.is === 'ok');
    const { epoch } = zk.status;
    await server.restartEmpty();
    await until('absence', () => watch.is === 'ok' && watch.value?.value === undefined);
    await until('an empty root', () => names.value === 'zookeeper');
    t.is(zk.status.epoch, epoch + 1);
    await zk.create('/wiped', { data: bytes('b'), acl: open });
    await until('the new node', () => text(watch.value?.value?.data) === 'b');
  },
);

zkTest('a thousand paths are armed again after the session was lost, without a storm', async (t, server) => {
  const maxReads = 16;
  const zk = clientOf(t, server, { maxReads, timeoutMs: 10_000 });
  const other = clientOf(t, server);
  await other.create('/fleet', { data: bytes(''), acl: open });
  const paths = Array.from({ length: 1_000 }, (_, n) => `/fleet/${n}`);
  await Promise.all(paths.map((path) => other.create(path, { data: bytes('a'), acl: open })));
  const watches = paths.map((path) => new Watch(t, dataOf(zk, path)));
  await until('all to be known', () => watches.every((watch) => watch.is === 'ok'));
  const { attempts } = zk.status;
  server.pause();
  await until('all to be stale', () => watches.every((watch) => watch.is === 'stale'));
  server.resume();
  await until('all to be fresh', () => watches.every((watch) => watch.is === 'ok'));
  await until('all to be armed', async () => (await watchesOf(server)) === 1_000);
  t.true(zk.status.attempts - attempts < 30, `${zk.status.attempts - attempts} attempts`);
  await until('a write to each', async () =>
    Promise.all(paths.map((path) => other.set(path, bytes('b')))).then(
      () => true,
      () => false,
    ),
  );
  await until('all changes', () => watches.every((watch) => text(watch.value?.value?.data) === 'b'));
});

zkTest('without a server the first state is failed(UNAVAILABLE), and heals by itself', async (t, server) => {
  await server.kill();
  const zk = clientOf(t, server);
  const watch = new Watch(t, dataOf(zk, '/zookeeper'));
  await until('failed', () => watch.is === 'UNAVAILABLE');
  await server.restart();
  await until('the node', () => watch.is === 'ok');
  t.not(watch.value?.value, undefined);
});

zkTest('what must not be read is failed(FORBIDDEN), and heals when it may', async (t, server) => {
  const ours = clientOf(t, server, { auth: [{ scheme: 'digest', auth: 'a:b' }] });
  await ours.create('/theirs', { data: bytes('x'), acl: [{ scheme: 'auth', id: '', perms: 31 }] });
  const watch = new Watch(t, dataOf(clientOf(t, server), '/theirs'));
  await until('failed', () => watch.is === 'FORBIDDEN');
  await ours.delete('/theirs');
  await ours.create('/theirs', { data: bytes('y'), acl: open });
  await until('the node', () => text(watch.value?.value?.data) === 'y');
});

zkTest('disposing while paths are followed fails them with CLOSED', async (t, server) => {
  const zk = clientOf(t, server);
  const watch = new Watch(t, dataOf(zk, '/zookeeper'));
  await until('the node', () => watch.is === 'ok');
  await zk[Symbol.asyncDispose]();
  await until('stale', () => watch.is === 'stale');
  const state = watch.states.at(-1);
  t.true(state?.kind === 'ok' && NamingError.is(state.stale?.cause, 'CLOSED'));
});
