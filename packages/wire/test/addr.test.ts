import { State } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { Addr } from '@namerd/namer';
import { decodeAddr, encodeAddr } from '@namerd/wire';
import test from 'ava';

const rich = Addr.bound(
  [
    { host: '127.0.0.1', port: 9990 },
    { host: '::1', port: 1, weight: 2, meta: { nodeName: 'n/1 "ä"', nested: { deep: [1, 0.5, true, null] } } },
  ],
  { authority: 'acme.co' },
);

test('an address has its keys in order, no spaces, doubles with a point and other numbers as they are', (t) => {
  t.is(
    encodeAddr(State.ok(rich)),
    '{"type":"bound","addrs":[{"ip":"127.0.0.1","port":9990,"meta":{}},' +
      '{"ip":"0:0:0:0:0:0:0:1","port":1,"meta":{"nodeName":"n/1 \\"ä\\"","nested":{"deep":[1,0.5,true,null]},"endpoint_addr_weight":2.0}}],' +
      '"meta":{"authority":"acme.co"}}',
  );
});

test('every state of an address has a form', (t) => {
  t.is(encodeAddr(State.pending), '{"type":"pending"}');
  t.is(encodeAddr(State.ok(Addr.neg)), '{"type":"neg"}');
  t.is(encodeAddr(State.failed(new Error('no "route"'))), '{"type":"failed","cause":"no \\"route\\""}');
  t.is(encodeAddr(State.failed(new Error(''))), '{"type":"failed"}');
});

test('endpoints that are not IP addresses are left out', (t) => {
  const addr = Addr.bound([
    { host: 'web.example', port: 80 },
    { host: '10.0.0.1', port: 80 },
  ]);
  t.is(encodeAddr(State.ok(addr)), '{"type":"bound","addrs":[{"ip":"10.0.0.1","port":80,"meta":{}}],"meta":{}}');
});

test('the weight of a union branch stands in the metadata of the set, and takes the place of an older one', (t) => {
  t.is(encodeAddr(State.ok(Addr.bound([])), 1), '{"type":"bound","addrs":[],"meta":{"namer_nametree_weight":1.0}}');
  const old = Addr.bound([], { namer_nametree_weight: 3, a: 'b' });
  t.is(encodeAddr(State.ok(old)), '{"type":"bound","addrs":[],"meta":{"namer_nametree_weight":3.0,"a":"b"}}');
  t.is(encodeAddr(State.ok(old), 0.3), '{"type":"bound","addrs":[],"meta":{"a":"b","namer_nametree_weight":0.3}}');
});

test('what is written is read back, whatever else a newer server adds', (t) => {
  const read = decodeAddr({ ...JSON.parse(encodeAddr(State.ok(rich))), more: 1 });
  t.true(
    read.kind === 'ok' &&
      Addr.equals(
        read.value,
        Addr.bound(
          rich.kind === 'bound' ? rich.endpoints.map((e) => ({ ...e, host: e.host === '::1' ? '0:0:0:0:0:0:0:1' : e.host })) : [],
          { authority: 'acme.co' },
        ),
      ),
  );
  t.deepEqual(decodeAddr({ type: 'neg' }), State.ok(Addr.neg));
  t.is(decodeAddr({ type: 'pending' }).kind, 'pending');
  const failed = decodeAddr({ type: 'failed', cause: 'gone' });
  t.true(failed.kind === 'failed' && NamingError.is(failed.error, 'UNAVAILABLE') && failed.error.message === 'gone');
});

test('what is not an address is refused with its place', (t) => {
  const cases: [unknown, string][] = [
    [null, 'the document: an object expected but null found'],
    [{ type: 'what' }, 'type: bound, neg, failed or pending expected but the string "what" found'],
    [{ type: 'bound' }, 'addrs: an array expected but nothing found'],
    [{ type: 'bound', addrs: [{ ip: '::1', port: '80' }] }, 'addrs[0].port: a number expected but the string "80" found'],
    [{ type: 'bound', addrs: [{ ip: '::1', port: 80, meta: [] }] }, 'addrs[0].meta: an object expected but an array found'],
  ];
  for (const [json, message] of cases) t.is(t.throws(() => decodeAddr(json), { name: 'NamingError' })?.message, message);
});
