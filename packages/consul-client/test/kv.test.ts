import { type ConsulClient, createConsulClient } from '@namerd/consul-client';
import { ServiceUnavailable, startConsul } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';
import { bytes, codeOf, text } from './agents.ts';

const service = await startConsul().catch((error: unknown) => {
  if (!(error instanceof ServiceUnavailable)) throw error;
  console.log(`skipped consul-client: ${error.message}`);
  return undefined;
});
test.after.always(() => service?.[Symbol.asyncDispose]());
let prefixes = 0;

/** One test with keys of its own, on a real Consul. */
function consulTest(title: string, body: (t: ExecutionContext, consul: ConsulClient, prefix: string) => Promise<void>): void {
  test(title, async (t) => {
    if (service === undefined) {
      t.pass('there is no Consul here');
      return;
    }
    await using consul = createConsulClient({ host: service.host, port: service.port });
    await body(t, consul, `kv/${++prefixes}`);
  });
}

consulTest('a put answers the index that the next read has', async (t, { kv }, prefix) => {
  const key = `${prefix}/a key/ü%2F#?`;
  const put = await kv.put(key, bytes('one'));
  const { value, index } = await kv.get(key);
  t.is(text(value?.value), 'one');
  t.deepEqual(put, { kind: 'done', modifyIndex: value?.modifyIndex ?? 0 });
  t.is(value?.modifyIndex, index);
  await kv.put(key, bytes(''));
  t.is(text((await kv.get(key)).value?.value), '');
});

consulTest(
  'a compare-and-set does what it says, or says why not, and a refusal is never a success',
  async (t, { kv }, prefix) => {
    const key = `${prefix}/key`;
    t.deepEqual(await kv.put(key, bytes('x'), { cas: 7 }), { kind: 'missing' });
    const first = await kv.put(key, bytes('one'), { cas: 0 });
    if (first.kind !== 'done') return t.fail(first.kind);
    t.deepEqual(await kv.put(key, bytes('x'), { cas: 0 }), { kind: 'stale' });
    const second = await kv.put(key, bytes('two'), { cas: first.modifyIndex });
    if (second.kind !== 'done') return t.fail(second.kind);
    t.deepEqual(await kv.put(key, bytes('x'), { cas: first.modifyIndex }), { kind: 'stale' });
    t.deepEqual(await kv.delete(key, { cas: first.modifyIndex }), { kind: 'stale' });
    t.is(text((await kv.get(key)).value?.value), 'two');
    t.deepEqual(await kv.delete(key, { cas: second.modifyIndex }), second);
    t.deepEqual(await kv.delete(key, { cas: second.modifyIndex }), { kind: 'missing' });
    t.deepEqual(await kv.delete(key), { kind: 'missing' });
  },
);

consulTest('an index is not used again after delete and create', async (t, { kv }, prefix) => {
  const indices = new Set<number>();
  for (let n = 0; n < 3; n++) {
    const put = await kv.put(`${prefix}/key`, bytes('the same'));
    if (put.kind === 'done') indices.add(put.modifyIndex);
    await kv.delete(`${prefix}/key`);
  }
  t.is(indices.size, 3);
});

consulTest('of many concurrent compare-and-sets one is done', async (t, { kv }, prefix) => {
  const writes = Array.from({ length: 20 }, (_, n) => kv.put(`${prefix}/key`, bytes(String(n)), { cas: 0 }));
  const done = (await Promise.all(writes)).filter(({ kind }) => kind === 'done');
  t.is(done.length, 1);
});

consulTest('keys are listed below a prefix, cut at the separator, and none is an empty list', async (t, { kv }, prefix) => {
  for (const key of ['b', 'a', 'deep/er']) await kv.put(`${prefix}/${key}`, bytes('x'));
  t.deepEqual((await kv.keys(`${prefix}/`)).value, [`${prefix}/a`, `${prefix}/b`, `${prefix}/deep/er`]);
  t.deepEqual((await kv.keys(`${prefix}/`, { separator: '/' })).value, [`${prefix}/a`, `${prefix}/b`, `${prefix}/deep/`]);
  t.deepEqual((await kv.keys(`${prefix}/none/`)).value, []);
});

consulTest('a blocking query is answered by the change, and after its wait without one', async (t, { kv }, prefix) => {
  const key = `${prefix}/key`;
  await kv.put(key, bytes('one'));
  const { index } = await kv.get(key);
  t.is((await kv.get(key, { index, waitMs: 50 })).index, index);
  const next = kv.get(key, { index, waitMs: 60_000 });
  await kv.put(key, bytes('two'));
  t.is(text((await next).value?.value), 'two');
  const gone = kv.get(key, { index: (await next).index, waitMs: 60_000 });
  await kv.delete(key);
  t.is((await gone).value, undefined);
});

consulTest('a value too large for a transaction is put all the same, with the same answers', async (t, { kv }, prefix) => {
  const key = `${prefix}/key`;
  const large = (letter: string): Uint8Array => bytes(letter.repeat(500 * 1024));
  t.deepEqual(await kv.put(key, large('x'), { cas: 7 }), { kind: 'missing' });
  const first = await kv.put(key, large('a'), { cas: 0 });
  t.deepEqual(first, { kind: 'done', modifyIndex: (await kv.get(key)).value?.modifyIndex ?? 0 });
  t.deepEqual(await kv.put(key, large('b'), { cas: 0 }), { kind: 'stale' });
  t.is(await codeOf(kv.put(key, bytes('x'.repeat(600 * 1024)))), 'UNSUPPORTED');
  t.is(text((await kv.get(key)).value?.value)?.[0], 'a');
});

consulTest('any endpoint can be read, and what is not there is an answer', async (t, consul) => {
  const self = await consul.get('/v1/agent/self');
  t.is(self.index, undefined);
  t.like(self.body, { Config: { Datacenter: 'dc1' } });
  const services = await consul.get('/v1/catalog/services', { consistency: 'consistent', query: { 'node-meta': 'a:b' } });
  t.true(services.status === 200 && (services.index ?? 0) > 0);
});

consulTest('a datacenter without a path to it is UNAVAILABLE, and nothing was written', async (t, { kv }, prefix) => {
  t.is(await codeOf(kv.get(`${prefix}/key`, { datacenter: 'elsewhere' })), 'UNAVAILABLE');
  await using elsewhere = createConsulClient({ host: '127.0.0.1', port: service?.port ?? 0, datacenter: 'elsewhere' });
  t.is(await codeOf(elsewhere.kv.put(`${prefix}/key`, bytes('x'))), 'UNAVAILABLE');
  t.is(await codeOf(elsewhere.kv.keys(prefix)), 'UNAVAILABLE');
  t.is(await codeOf(elsewhere.kv.get(prefix, { datacenter: 'dc1' })), 'ok');
});
