import { Addr, Endpoint } from '@namerd/namer';
import test from 'ava';

const a: Endpoint = { host: '10.0.0.1', port: 80 };
const b: Endpoint = { host: '10.0.0.2', port: 80 };

test('addresses are the same whatever the order of their endpoints', (t) => {
  t.true(Addr.equals(Addr.bound([a, b]), Addr.bound([b, a])));
  t.true(Addr.equals(Addr.neg, { kind: 'neg' }));
});

test('addresses differ by an endpoint, by how often it is there, and by its weight or metadata', (t) => {
  t.false(Addr.equals(Addr.bound([a, b]), Addr.bound([a])));
  t.false(Addr.equals(Addr.bound([a, a, b]), Addr.bound([a, b, b])));
  t.false(Addr.equals(Addr.bound([a]), Addr.bound([{ ...a, weight: 2 }])));
  t.false(Addr.equals(Addr.bound([a]), Addr.bound([{ ...a, meta: { nodeName: 'n' } }])));
  t.false(Addr.equals(Addr.bound([a]), Addr.bound([{ ...a, port: 81 }])));
  t.false(Addr.equals(Addr.bound([]), Addr.neg));
});

test('addresses differ by the metadata of the set, in whatever order its keys stand', (t) => {
  t.true(Addr.equals(Addr.bound([a], { x: 1, y: { p: 1, q: [2] } }), Addr.bound([a], { y: { q: [2], p: 1 }, x: 1 })));
  t.false(Addr.equals(Addr.bound([a], { x: 1 }), Addr.bound([a], { x: '1' })));
  t.true(Addr.equals(Addr.bound([a]), Addr.bound([a], {})));
});

test('an endpoint without a weight counts as one of weight 1', (t) => {
  t.true(Endpoint.equals(a, { ...a, weight: 1 }));
  t.false(Endpoint.equals(a, { ...a, weight: 0 }));
  t.true(Endpoint.equals(a, { ...a, meta: {} }));
});

test('a set without metadata does not say so', (t) => {
  t.deepEqual(Addr.bound([a], {}), { kind: 'bound', endpoints: [a] });
  t.deepEqual(Addr.bound([a], { authority: 'x' }), { kind: 'bound', endpoints: [a], meta: { authority: 'x' } });
});
