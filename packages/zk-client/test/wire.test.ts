import { Buffer } from 'node:buffer';
import { systemClock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { createZkClient, type ZkClient, type ZkClientOptions, ZkPerms } from '@namerd/zk-client';
import test, { type ExecutionContext } from 'ava';
import { FakeZookeeper, frame, opcodes } from './fake-zookeeper.ts';

async function setup(
  t: ExecutionContext,
  options: Partial<ZkClientOptions> = {},
): Promise<{ fake: FakeZookeeper; zk: ZkClient }> {
  const fake = await FakeZookeeper.start();
  const zk = createZkClient({
    addrs: [fake.address],
    context: { clock: systemClock },
    backoff: { minMs: 1, maxMs: 1 },
    ...options,
  });
  t.teardown(async () => {
    await fake[Symbol.asyncDispose]();
    await zk[Symbol.asyncDispose]();
  });
  return { fake, zk };
}

const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

test('an error code that the library does not know is a refusal, and harms neither the connection nor the process', async (t) => {
  const { fake, zk } = await setup(t);
  const calls = [zk.delete('/quota'), zk.delete('/odd'), zk.get('/x')] as const;
  const settled = Promise.allSettled(calls);
  const connection = await fake.connection();
  await connection.welcome();
  const requests = [await connection.request(), await connection.request(), await connection.request()];
  // All in one packet: what comes after the unknown code must be read, too.
  connection.reply(requests[0] ?? { xid: 0 }, { error: -125 });
  connection.reply(requests[1] ?? { xid: 0 }, { error: -999 });
  connection.data(requests[2] ?? { xid: 0 }, 'a');
  const [quota, odd, read] = await settled;
  t.true(quota.status === 'rejected' && NamingError.is(quota.reason, 'FORBIDDEN'));
  t.true(odd.status === 'rejected' && NamingError.is(odd.reason, 'PROTOCOL') && odd.reason.details['zookeeper'] === '-999');
  t.true(read.status === 'fulfilled' && text(read.value?.data) === 'a');
  t.is(fake.accepted, 1);
});

test('ten thousand answers in one packet are read', async (t) => {
  const { fake, zk } = await setup(t);
  const calls = Array.from({ length: 10_000 }, () => zk.delete('/x'));
  const connection = await fake.connection();
  await connection.welcome();
  const replies: Uint8Array[] = [];
  const raw = connection.raw.bind(connection);
  connection.raw = (bytes) => replies.push(bytes);
  for (const _ of calls) connection.reply(await connection.request());
  raw(Buffer.concat(replies));
  t.is((await Promise.all(calls)).length, 10_000);
  t.is(fake.accepted, 1);
});

test('half an answer on a lost connection does not garble the next one', async (t) => {
  const { fake, zk } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  await first.welcome();
  await first.request();
  first.raw(Buffer.concat([frame(Buffer.alloc(100)).subarray(0, 50)]));
  await new Promise((resolve) => setImmediate(resolve));
  first.end();
  const second = await fake.connection();
  await second.welcome();
  second.data(await second.request(), 'whole');
  t.is(text((await call)?.data), 'whole');
});

test('an answer in pieces of one byte is read', async (t) => {
  const { fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  const { xid } = await connection.request();
  const raw = connection.raw.bind(connection);
  connection.raw = (bytes) => {
    for (const byte of bytes) raw(Uint8Array.of(byte));
  };
  connection.data({ xid }, 'pieces');
  t.is(text((await call)?.data), 'pieces');
});

test('what is no ZooKeeper is PROTOCOL, and ends neither the process nor the attempts', async (t) => {
  const { fake, zk } = await setup(t);
  const outcome = t.throwsAsync(zk.get('/x'));
  const first = await fake.connection();
  await first.hello();
  first.raw(frame(Buffer.from('no')));
  t.true(NamingError.is(await outcome, 'PROTOCOL'));
  const web = t.throwsAsync(zk.get('/x'));
  const server = await fake.connection();
  await server.hello();
  server.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
  t.true(NamingError.is(await web, 'PROTOCOL'));
  const call = zk.get('/x');
  const second = await fake.connection();
  await second.welcome();
  second.data(await second.request(), 'a');
  t.is(text((await call)?.data), 'a');
});

test('an answer to nothing ends the connection, and the call is made on the next', async (t) => {
  const { fake, zk } = await setup(t);
  const call = zk.get('/x');
  const first = await fake.connection();
  await first.welcome();
  const { xid } = await first.request();
  first.reply({ xid: xid + 7 });
  const second = await fake.connection();
  await second.welcome();
  second.data(await second.request(), 'a');
  t.is(text((await call)?.data), 'a');
});

test('an event of a kind that nobody has asked for is ignored', async (t) => {
  const { fake, zk } = await setup(t);
  const call = zk.get('/x');
  const connection = await fake.connection();
  await connection.welcome();
  const request = await connection.request();
  const event = Buffer.alloc(14);
  event.writeInt32BE(99, 0);
  event.writeInt32BE(3, 4);
  event.writeInt32BE(2, 8);
  event.write('/y', 12);
  connection.reply({ xid: -1 }, { body: event });
  connection.data(request, 'a');
  t.is(text((await call)?.data), 'a');
});

test('no more reads are under way than allowed, and writes need not wait for them', async (t) => {
  const { fake, zk } = await setup(t, { maxReads: 4 });
  const reads = Array.from({ length: 20 }, () => zk.get('/x'));
  const connection = await fake.connection();
  await connection.welcome();
  const first = [await connection.request(), await connection.request(), await connection.request(), await connection.request()];
  const write = zk.delete('/x');
  const fifth = await connection.request();
  t.is(fifth.opcode, opcodes.delete);
  for (const request of first) connection.data(request, 'a');
  connection.reply(fifth);
  for (let n = first.length; n < reads.length; n++) connection.data(await connection.request(opcodes.getData), 'a');
  await Promise.all([...reads, write]);
});

test('authentication goes before anything else, on every connection', async (t) => {
  const { fake, zk } = await setup(t, { auth: [{ scheme: 'digest', auth: 'user:secret' }] });
  const call = zk.get('/x');
  for (let n = 0; n < 2; n++) {
    const connection = await fake.connection();
    await connection.hello();
    connection.session(10_000, 1n);
    const auth = await connection.request();
    t.is(auth.opcode, opcodes.auth);
    t.true(auth.body.toString('latin1').endsWith('user:secret'));
    connection.reply({ xid: -4 });
    connection.reply(await connection.request(opcodes.sync));
    const read = await connection.request(opcodes.getData);
    if (n === 0) connection.end();
    else connection.data(read, 'a');
  }
  await call;
});

test('refused authentication is FORBIDDEN, without the secret', async (t) => {
  const { fake, zk } = await setup(t, { auth: [{ scheme: 'digest', auth: 'user:secret' }] });
  const outcome = t.throwsAsync(zk.get('/x'));
  const connection = await fake.connection();
  await connection.hello();
  connection.session(10_000, 1n);
  await connection.request(opcodes.auth);
  connection.reply({ xid: -4 }, { error: -115 });
  const error = await outcome;
  t.true(NamingError.is(error, 'FORBIDDEN'));
  t.false(JSON.stringify([error, zk.status]).includes('secret'));
});

test('data that ZooKeeper would hang up on is refused before it is sent', async (t) => {
  const { fake, zk } = await setup(t);
  const data = new Uint8Array(1024 * 1024);
  t.true(NamingError.is(await t.throwsAsync(zk.set('/x', data)), 'UNSUPPORTED'));
  t.true(NamingError.is(await t.throwsAsync(zk.create('/x', { data, acl: [] })), 'UNSUPPORTED'));
  t.is(fake.accepted, 0);
});

test('a path that is none is a TypeError', async (t) => {
  const { fake, zk } = await setup(t);
  for (const path of ['', 'x', '/x/', '//x', '/x/../y', '/.', '/x\0']) {
    await t.throwsAsync(zk.get(path), { instanceOf: TypeError }, path);
    await t.throwsAsync(zk.delete(path), { instanceOf: TypeError }, path);
  }
  t.is(fake.accepted, 0);
});

test('permissions are read as zkCli writes them', (t) => {
  t.is(ZkPerms.parse('crwda'), ZkPerms.all);
  t.is(ZkPerms.parse('r'), 1);
  t.is(ZkPerms.parse('ad'), 24);
  for (const text of ['', 'rr', 'x', 'r w', 'R']) t.is(ZkPerms.parse(text), undefined, text);
});
