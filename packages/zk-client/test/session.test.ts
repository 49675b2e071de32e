import { VirtualClock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { freePorts } from '@namerd/services';
import { createZkClient, type ZkClient, type ZkClientOptions, type ZkSessionEvent } from '@namerd/zk-client';
import test, { type ExecutionContext } from 'ava';
import { FakeZookeeper, opcodes } from './fake-zookeeper.ts';

interface Setup {
  readonly clock: VirtualClock;
  readonly fake: FakeZookeeper;
  readonly zk: ZkClient;
  readonly events: ZkSessionEvent[];
}

async function setup(t: ExecutionContext, options: Partial<ZkClientOptions> = {}, dice = 0.5): Promise<Setup> {
  const clock = new VirtualClock();
  const fake = await FakeZookeeper.start();
  const events: ZkSessionEvent[] = [];
  const zk = createZkClient({
    addrs: [fake.address],
    sessionTimeoutMs: 9_000,
    timeoutMs: 60_000,
    context: { clock, random: () => dice },
    onSession: (event) => events.push(event),
    ...options,
  });
  t.teardown(async () => {
    const closing = zk[Symbol.asyncDispose]();
    await clock.advance(1_000);
    await closing;
    await fake[Symbol.asyncDispose]();
  });
  return { clock, fake, zk, events };
}

/** Waits for what comes over a socket: as long as it takes, in real time. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('nothing is connected until something is asked', async (t) => {
  const { fake, zk } = await setup(t);
  t.is(zk.status.kind, 'idle');
  t.is(fake.accepted, 0);
});

test('a thousand calls at once share one connection and one session', async (t) => {
  const { fake, zk } = await setup(t);
  const calls = Array.from({ length: 1_000 }, () => zk.delete('/x'));
  const connection = await fake.connection();
  await connection.welcome();
  for (let n = 0; n < 1_000; n++) connection.reply(await connection.request(opcodes.delete));
  await Promise.all(calls);
  t.is(fake.accepted, 1);
  t.is(zk.status.attempts, 1);
});

test('a lost connection is followed by one that goes on with the session, from the newest transaction seen', async (t) => {
  const { clock, fake, zk, events } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  const hello = await first.welcome({ sessionId: 0x77n });
  t.deepEqual(hello, { zxid: 0n, timeoutMs: 9_000, sessionId: 0n });
  first.data(await first.request(), 'a', 42n);
  await call;
  first.end();
  await until(() => zk.status.kind === 'idle');
  const again = zk.get('/x');
  await clock.advance(100);
  const second = await fake.connection();
  t.deepEqual(await second.welcome({ sessionId: 0x77n }), { zxid: 42n, timeoutMs: 9_000, sessionId: 0x77n });
  second.data(await second.request(), 'b', 43n);
  t.is(new TextDecoder().decode((await again)?.data), 'b');
  t.is(zk.status.epoch, 1);
  t.deepEqual(
    events.map((event) => event.kind),
    ['connected', 'disconnected', 'connected'],
  );
  t.like(events[2], { resumed: true });
});

test('a session that the server has forgotten is replaced at once', async (t) => {
  const { clock, fake, zk, events } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  await first.welcome();
  first.data(await first.request(), 'a', 42n);
  await call;
  first.end();
  await until(() => zk.status.kind === 'idle');
  const again = zk.get('/x');
  await clock.advance(100);
  const second = await fake.connection();
  t.is((await second.hello()).sessionId, 0x1234n);
  second.session(0, 0n);
  const third = await fake.connection();
  t.deepEqual(await third.welcome(), { zxid: 0n, timeoutMs: 9_000, sessionId: 0n });
  third.data(await third.request(), 'b');
  await again;
  t.is(zk.status.epoch, 2);
  t.deepEqual(
    events.map((event) => event.kind),
    ['connected', 'disconnected', 'expired', 'connected'],
  );
  t.like(events[2], { by: 'server' });
});

test('a session of which nothing was heard for as long as it lasts counts as expired', async (t) => {
  const { clock, fake, zk, events } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  await first.welcome();
  first.data(await first.request(), 'a', 42n);
  await call;
  first.end();
  await until(() => zk.status.kind === 'idle');
  await clock.advance(8_000);
  const early = zk.get('/x');
  const second = await fake.connection();
  t.deepEqual(await second.hello(), { zxid: 42n, timeoutMs: 9_000, sessionId: 0x1234n }, 'given up too early');
  second.end(); // as a server does that was set up anew: it has not seen our transactions
  await t.throwsAsync(early, { message: /closed the connection/ });
  await clock.advance(1_000);
  const late = zk.get('/x');
  const third = await fake.connection();
  t.deepEqual(await third.welcome({ zxid: 3n }), { zxid: 0n, timeoutMs: 9_000, sessionId: 0n });
  third.data(await third.request(), 'b', 3n);
  await late;
  t.true(events.some((event) => event.kind === 'expired' && event.by === 'silence'));
});

test('a server that takes the connection and says nothing is given up', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.hello();
  await clock.advance(6_050);
  const error = await t.throwsAsync(call);
  t.true(NamingError.is(error, 'UNAVAILABLE'));
  await connection.closed;
  t.is(fake.accepted, 1);
});

test('a server that falls silent is left after two thirds of the session', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  connection.data(await connection.request(), 'a');
  await call;
  await clock.advance(5_900);
  t.is(zk.status.kind, 'connected');
  await clock.advance(200);
  t.is(zk.status.kind, 'idle');
  t.regex(zk.status.lastError ?? '', /silent for/);
  await connection.closed;
});

test('a request that is never answered ends the connection, however alive it seems', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const outcome = t.throwsAsync(zk.get('/x'));
  const connection = await fake.connection();
  await connection.welcome();
  await connection.request();
  while (zk.status.kind === 'connected' && clock.now() < 60_000) {
    connection.reply({ xid: -2 }); // a ping's answer: the server is there, but what was asked is not answered
    await until(() => zk.status.lastHeardAtMs === clock.now() || zk.status.kind !== 'connected');
    await clock.advance(1_000);
  }
  t.true(clock.now() >= 9_000 && clock.now() <= 15_000, `after ${clock.now()} ms`);
  await connection.closed;
  await zk[Symbol.asyncDispose]();
  await outcome;
});

test('who has slept does not take the silence for the server’s', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  connection.data(await connection.request(), 'a');
  await call;
  await clock.advance(6_010); // long enough to be suspicious; what has arrived meanwhile is not read yet
  t.is(zk.status.kind, 'connected');
  connection.reply({ xid: -2 });
  await until(() => zk.status.lastHeardAtMs === clock.now());
  await clock.advance(3_000);
  t.is(zk.status.kind, 'connected');
});

test('in twenty minutes without a server there is a bounded number of attempts, one at a time', async (t) => {
  const [port = 0] = await freePorts(1);
  const { clock, zk, events } = await setup(t, { addrs: [{ host: '127.0.0.1', port }], backoff: { minMs: 100, maxMs: 5_000 } });
  let isOver = false;
  const callers = Array.from({ length: 20 }, async () => {
    while (!isOver) await zk.get('/x').catch(() => undefined);
  });
  for (let n = 0; n < 250; n++) {
    await until(() => zk.status.kind === 'waiting');
    await clock.advance(5_000);
  }
  isOver = true;
  await until(() => zk.status.kind !== 'connecting');
  await clock.advance(5_000);
  await Promise.all(callers);
  t.true(zk.status.attempts > 200 && zk.status.attempts < 300, `${zk.status.attempts} attempts`);
  t.is(events.filter((event) => event.kind === 'unreachable').length, 1, 'told more than once');
});

test('the next server is tried at once, and a round that fails names the reason', async (t) => {
  const [dead = 0] = await freePorts(1);
  const fake = await FakeZookeeper.start();
  t.teardown(() => fake[Symbol.asyncDispose]());
  const { zk } = await setup(t, { addrs: [{ host: '127.0.0.1', port: dead }, fake.address] }, 0);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  connection.data(await connection.request(), 'a');
  await call;
  t.is(zk.status.attempts, 2);
  t.is(zk.status.address, `127.0.0.1:${fake.address.port}`);
});

test('a read that loses its connection is read on the next', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  await first.welcome();
  await first.request(opcodes.getData);
  first.end();
  await until(() => zk.status.kind === 'waiting');
  await clock.advance(100);
  const second = await fake.connection();
  await second.welcome();
  second.data(await second.request(opcodes.getData), 'a');
  t.is(new TextDecoder().decode((await call)?.data), 'a');
});

test('a write whose answer is lost is sent once, and says that its outcome is unknown', async (t) => {
  const { fake, zk } = await setup(t);
  const call = zk.set('/x', new Uint8Array(1));
  const first = await fake.connection();
  await first.welcome();
  await first.request(opcodes.setData);
  first.end();
  const error = await t.throwsAsync(call);
  t.true(NamingError.is(error, 'UNAVAILABLE') && error.details['outcome'] === 'unknown');
  t.is(fake.accepted, 1);
});

test('a write that finds no server says nothing of an unknown outcome', async (t) => {
  const [port = 0] = await freePorts(1);
  const { zk } = await setup(t, { addrs: [{ host: '127.0.0.1', port }] });
  const error = await t.throwsAsync(zk.set('/x', new Uint8Array(1)));
  t.true(NamingError.is(error, 'UNAVAILABLE') && !('outcome' in error.details));
});

test('a write that is given up while it is under way says that its outcome is unknown', async (t) => {
  const { clock, fake, zk } = await setup(t, { timeoutMs: 1_000 });
  const controller = new AbortController();
  const aborted = zk.set('/x', new Uint8Array(1), { signal: controller.signal });
  const late = zk.set('/x', new Uint8Array(1));
  const connection = await fake.connection();
  await connection.welcome();
  await connection.request(opcodes.setData);
  await connection.request(opcodes.setData);
  controller.abort(new Error('changed my mind'));
  const abort = await t.throwsAsync(aborted);
  t.true(NamingError.is(abort, 'ABORTED') && abort.details['outcome'] === 'unknown');
  await clock.advance(1_000);
  const timeout = await t.throwsAsync(late);
  t.true(NamingError.is(timeout, 'TIMEOUT') && timeout.details['outcome'] === 'unknown');
});

test('a call that has been aborted before does nothing', async (t) => {
  const { fake, zk } = await setup(t);
  const signal = AbortSignal.abort();
  for (const call of [zk.get('/x', signal), zk.children('/x', signal), zk.delete('/x', { signal })]) {
    t.true(NamingError.is(await t.throwsAsync(call), 'ABORTED'));
  }
  t.is(fake.accepted, 0);
});

test('disposing ends the session on the server and leaves no timer and no socket', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  connection.data(await connection.request(), 'a');
  await call;
  const disposed = Promise.all([zk[Symbol.asyncDispose](), zk[Symbol.asyncDispose]()]);
  const close = await connection.request(opcodes.close);
  connection.reply(close);
  connection.end();
  await disposed;
  t.is(clock.timers, 0);
  t.true(NamingError.is(await t.throwsAsync(zk.get('/x')), 'CLOSED'));
  t.is(zk.status.kind, 'closed');
});

test('disposing does not wait for a server that is frozen', async (t) => {
  const { clock, fake, zk } = await setup(t);
  const call = t.throwsAsync(zk.get('/x'));
  const connection = await fake.connection();
  await connection.welcome();
  await connection.request();
  const disposed = zk[Symbol.asyncDispose]();
  await clock.advance(500);
  await disposed;
  t.true(NamingError.is(await call, 'CLOSED'));
  await connection.closed;
  t.is(clock.timers, 0);
});

test('disposing in the middle of an attempt, or of a wait, ends it', async (t) => {
  const { fake, zk, clock } = await setup(t);
  const call = t.throwsAsync(zk.get('/x'));
  const connection = await fake.connection();
  await connection.hello();
  await zk[Symbol.asyncDispose]();
  await connection.closed;
  t.true(NamingError.is(await call, 'CLOSED'));
  const [port = 0] = await freePorts(1);
  const waiting = await setup(t, { addrs: [{ host: '127.0.0.1', port }] });
  await t.throwsAsync(waiting.zk.get('/x'));
  const second = t.throwsAsync(waiting.zk.get('/x'));
  t.is(waiting.zk.status.kind, 'waiting');
  await waiting.zk[Symbol.asyncDispose]();
  t.true(NamingError.is(await second, 'CLOSED'));
  t.is(clock.timers + waiting.clock.timers, 0);
});

test('a client that could never connect is a TypeError', (t) => {
  const context = { clock: new VirtualClock() };
  const addrs = [{ host: 'zk', port: 2181 }];
  t.throws(() => createZkClient({ addrs: [], context }), { instanceOf: TypeError });
  t.throws(() => createZkClient({ addrs: [{ host: 'zk', port: 70_000 }], context }), { instanceOf: TypeError });
  t.throws(() => createZkClient({ addrs, auth: [{ scheme: '', auth: 'x' }], context }), { instanceOf: TypeError });
});

test('who follows is told of an outage once, and from then on waits for the connection', async (t) => {
  const [port = 0] = await freePorts(1);
  const { clock, zk } = await setup(t, { addrs: [{ host: '127.0.0.1', port }], timeoutMs: 60_000 });
  const feed = zk.data('/x');
  const { signal } = new AbortController();
  t.true(NamingError.is(await t.throwsAsync(feed.list(signal)), 'UNAVAILABLE'));
  const second = feed.list(signal);
  for (let n = 0; n < 3; n++) {
    await until(() => zk.status.kind === 'waiting');
    await clock.advance(5_000);
    await until(() => zk.status.kind !== 'connecting');
  }
  t.true(zk.status.attempts >= 4);
  const fake = await FakeZookeeper.start(port);
  t.teardown(() => fake[Symbol.asyncDispose]());
  await clock.advance(5_000);
  const connection = await fake.connection();
  await connection.welcome();
  connection.data(await connection.request(), 'a');
  t.is(new TextDecoder().decode((await second).value.value?.data), 'a');
});

test('a wait for a connection that takes too long ends with the reason why there is none', async (t) => {
  const [port = 0] = await freePorts(1);
  const { clock, zk } = await setup(t, {
    addrs: [{ host: '127.0.0.1', port }],
    timeoutMs: 1_000,
    backoff: { minMs: 10_000, maxMs: 10_000 },
  });
  await t.throwsAsync(zk.get('/x'));
  const outcome = t.throwsAsync(zk.get('/x'));
  await clock.advance(1_000);
  const error = await outcome;
  t.true(NamingError.is(error, 'UNAVAILABLE') && error.message.includes('ECONNREFUSED'), String(error));
});
