import { NamingError } from '@namerd/errors';
import { JsonStream } from '@namerd/k8s-client';
import test from 'ava';
import fc from 'fast-check';

/** What strings are made of: anything, and often what could be mistaken for structure. */
const unit = fc.oneof(
  fc.constantFrom('"', '\\', '{', '}', '[', ']', '\n', '€', '🚀'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const encoder = new TextEncoder();

function pushed(chunks: readonly Uint8Array[]): readonly unknown[] {
  const stream = new JsonStream();
  return chunks.flatMap((chunk) => [...stream.push(chunk)]);
}

test('objects come out whole, wherever the stream is cut, with any white space between them', (t) => {
  const objects = fc.array(fc.dictionary(fc.string({ unit }), fc.jsonValue({ stringUnit: unit })), {
    maxLength: 5,
  });
  const gap = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
  const property = fc.property(objects, gap, fc.array(fc.nat({ max: 40 }), { maxLength: 30 }), (values, space, cuts) => {
    const bytes = encoder.encode(values.map((value) => JSON.stringify(value)).join(space) + space);
    const chunks: Uint8Array[] = [];
    let at = 0;
    for (const length of [...cuts, bytes.length]) {
      chunks.push(bytes.subarray(at, at + length));
      at += length;
    }
    t.deepEqual(pushed(chunks), JSON.parse(`[${values.map((value) => JSON.stringify(value)).join(',')}]`));
  });
  fc.assert(property, { numRuns: 300 });
});

test('one byte at a time, with empty chunks between, is as good as all at once', (t) => {
  const value = { type: 'ADDED', object: { text: 'brace } quote " backslash \\ euro € rocket 🚀', list: [{}, [[]], null] } };
  const bytes = encoder.encode(`${JSON.stringify(value)}\n${JSON.stringify(value)}`);
  t.deepEqual(pushed([...bytes].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array(0)])), [value, value]);
});

test('a chunk may be overwritten by its owner once it was pushed', (t) => {
  const stream = new JsonStream();
  const chunk = encoder.encode('{"a":');
  t.deepEqual([...stream.push(chunk)], []);
  chunk.fill(0);
  t.deepEqual([...stream.push(encoder.encode('1}'))], [{ a: 1 }]);
});

test('an incomplete object at the end is no object', (t) => {
  t.deepEqual(pushed([encoder.encode('{"a":1}{"b":')]), [{ a: 1 }]);
});

for (const [title, text] of [
  ['a page of HTML', '<html>'],
  ['a bare number', '1'],
  ['a closing brace alone', '}'],
  ['braces that are closed by brackets', '{"a":1]'],
  ['an object that is not JSON', '{a:1}'],
] as const) {
  test(`${title} is PROTOCOL`, (t) => {
    const error = t.throws(() => pushed([encoder.encode(text)]), { instanceOf: NamingError });
    t.is(error?.code, 'PROTOCOL');
  });
}

test('bytes that are not UTF-8 are PROTOCOL, not replaced', (t) => {
  t.throws(() => pushed([Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)]), { code: 'PROTOCOL' });
});

test('an object that never ends is PROTOCOL at the limit', (t) => {
  const stream = new JsonStream({ maxBytes: 100 });
  t.deepEqual([...stream.push(encoder.encode(`{"a":"${'x'.repeat(80)}`))], []);
  t.throws(() => [...stream.push(encoder.encode('x'.repeat(20)))], { code: 'PROTOCOL' });
});
