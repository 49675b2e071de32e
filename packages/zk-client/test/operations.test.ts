import { NamingError } from '@namerd/errors';
import { type ZkAcl, ZkPerms } from '@namerd/zk-client';
import test from 'ava';
import { bytes, clientOf, open, text, withZookeeper } from './zookeeper.ts';

const zkTest = withZookeeper(test);

zkTest('a node is created, read, changed and deleted', async (t, server) => {
  const zk = clientOf(t, server);
  t.is(await zk.get('/life'), undefined);
  t.is(await zk.exists('/life'), undefined);
  t.is(await zk.children('/life'), undefined);
  const created = await zk.create('/life', { data: bytes('one'), acl: open });
  t.is(created.version, 0);
  t.is(created.czxid, created.mzxid);
  t.true(Math.abs(created.mtimeMs - Date.now()) < 60_000);
  const changed = await zk.set('/life', bytes('two'));
  t.like(changed, { version: 1, czxid: created.czxid, ctimeMs: created.ctimeMs });
  t.true(changed.mzxid > created.mzxid);
  const node = await zk.get('/life');
  t.is(text(node?.data), 'two');
  t.deepEqual(node?.stat, changed);
  t.deepEqual(await zk.exists('/life'), changed);
  t.deepEqual(await zk.children('/life'), []);
  await zk.create('/life/a', { data: bytes(''), acl: open });
  t.deepEqual(await zk.children('/life'), ['a']);
  await zk.delete('/life/a');
  t.true((await zk.delete('/life')) > changed.mzxid);
  t.is(await zk.get('/life'), undefined);
  const again = await zk.create('/life', { data: bytes('three'), acl: open });
  t.true(again.czxid > created.czxid);
  await zk.delete('/life');
});

zkTest('refusals have codes and ZooKeeper’s own name', async (t, server) => {
  const zk = clientOf(t, server);
  await zk.create('/refused', { data: bytes('x'), acl: open });
  await zk.create('/refused/child', { data: bytes('x'), acl: open });
  const cases = [
    ['NAMESPACE_EXISTS', 'NODE_EXISTS', () => zk.create('/refused', { data: bytes('y'), acl: open })],
    ['NAMESPACE_NOT_FOUND', 'NO_NODE', () => zk.create('/nowhere/x', { data: bytes('y'), acl: open })],
    ['NAMESPACE_NOT_FOUND', 'NO_NODE', () => zk.set('/nowhere', bytes('y'))],
    ['NAMESPACE_NOT_FOUND', 'NO_NODE', () => zk.delete('/nowhere')],
    ['VERSION_MISMATCH', 'BAD_VERSION', () => zk.set('/refused', bytes('y'), { version: 7 })],
    ['VERSION_MISMATCH', 'BAD_VERSION', () => zk.delete('/refused', { version: 7 })],
    ['UNSUPPORTED', 'NOT_EMPTY', () => zk.delete('/refused')],
    ['FORBIDDEN', 'INVALID_ACL', () => zk.create('/refused/x', { data: bytes('y'), acl: [] })],
  ] as const;
  for (const [code, zookeeper, call] of cases) {
    const error = await t.throwsAsync<Error>(call);
    t.true(NamingError.is(error, code), `${String(error)} is not ${code}`);
    t.like(error, { details: { zookeeper } });
    t.false('outcome' in (error as NamingError).details, 'the server has answered');
  }
});

zkTest('bytes come back as they were, also none', async (t, server) => {
  const zk = clientOf(t, server);
  const all = Uint8Array.from({ length: 256 }, (_, n) => n);
  await zk.create('/bytes', { data: all, acl: open });
  t.deepEqual([...((await zk.get('/bytes'))?.data ?? [])], [...all]);
  await zk.set('/bytes', new Uint8Array(0));
  t.is((await zk.get('/bytes'))?.data?.length, 0);
  const large = new Uint8Array(1_000_000).fill(7);
  await zk.set('/bytes', large);
  t.deepEqual((await zk.get('/bytes'))?.data?.length, large.length);
});

zkTest('thousands of calls at once are answered, each with its own answer', async (t, server) => {
  const zk = clientOf(t, server);
  await zk.create('/many', { data: bytes(''), acl: open });
  const numbers = Array.from({ length: 2_000 }, (_, n) => n);
  await Promise.all(numbers.map((n) => zk.create(`/many/${n}`, { data: bytes(`${n}`), acl: open })));
  const nodes = await Promise.all(numbers.map((n) => zk.get(`/many/${n}`)));
  t.deepEqual(
    nodes.map((node) => text(node?.data)),
    numbers.map(String),
  );
  t.is((await zk.children('/many'))?.length, 2_000);
});

zkTest('who has authenticated may do what the ACL says, and others may not', async (t, server) => {
  const acl: readonly ZkAcl[] = [{ scheme: 'auth', id: '', perms: ZkPerms.all }];
  const ours = clientOf(t, server, { auth: [{ scheme: 'digest', auth: 'namerd:secret' }] });
  await ours.create('/secret', { data: bytes('a'), acl });
  await ours.set('/secret', bytes('b'));
  for (const auth of [[], [{ scheme: 'digest', auth: 'namerd:wrong' }]]) {
    const other = clientOf(t, server, { auth });
    for (const call of [
      () => other.get('/secret'),
      () => other.children('/secret'),
      () => other.set('/secret', bytes('c')),
      () => other.create('/secret/x', { data: bytes('c'), acl: open }),
    ]) {
      t.true(NamingError.is(await t.throwsAsync(call), 'FORBIDDEN'));
    }
    t.not(await other.exists('/secret'), undefined);
  }
  const nobody = clientOf(t, server);
  t.true(NamingError.is(await t.throwsAsync(nobody.create('/mine', { data: bytes(''), acl })), 'FORBIDDEN'));
});

zkTest('a scheme that the server does not know is FORBIDDEN, and so it stays', async (t, server) => {
  const zk = clientOf(t, server, { auth: [{ scheme: 'no-such-scheme', auth: 'x' }] });
  for (let n = 0; n < 2; n++) t.true(NamingError.is(await t.throwsAsync(zk.get('/')), 'FORBIDDEN'));
});
