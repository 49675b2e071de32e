import { Label, Path, Prefix } from '@namerd/dtab';
import test from 'ava';

test('a label keeps its bytes, whatever they are', (t) => {
  t.is(Label.of('web'), Label.ofBytes(new TextEncoder().encode('web')));
  t.is(`${Label.of('é')}`, '\\xc3\\xa9');
  t.is(Label.text(Label.of('a/b é')), 'a/b é');
  t.deepEqual([...Label.bytes(Label.ofBytes(Uint8Array.of(0, 255)))], [0, 255]);
  t.is(Label.text(Label.ofBytes(Uint8Array.of(255))), '\ufffd');
});

test('a byte order mark in a label is kept', (t) => {
  t.is(Label.text(Label.of('\ufeffa')), '\ufeffa');
});

test('an empty label is refused', (t) => {
  t.throws(() => Label.of(''), { code: 'PARSE' });
  t.throws(() => Label.ofBytes(new Uint8Array()), { code: 'PARSE' });
  t.throws(() => Path.of('a', ''), { code: 'PARSE' });
});

test('a label of a million bytes is no problem', (t) => {
  const text = '/'.repeat(1_000_000);
  t.is(Label.text(Label.of(text)), text);
});

test('paths are taken apart and put together', (t) => {
  const path = Path.parse('/svc/web/x');
  t.is(Path.show(Path.take(path, 2)), '/svc/web');
  t.is(Path.show(Path.take(path, 9)), '/svc/web/x');
  t.is(Path.show(Path.take(path, -1)), '/');
  t.is(Path.show(Path.drop(path, 1)), '/web/x');
  t.is(Path.show(Path.drop(path, 9)), '/');
  t.is(Path.drop(path, -1), path);
  t.is(Path.show(Path.concat(Path.parse('/a'), Path.parse('/b/c'))), '/a/b/c');
  t.is(Path.concat(Path.empty, path), path);
  t.is(Path.concat(path, Path.empty), path);
});

test('paths are compared by their labels', (t) => {
  t.true(Path.equals(Path.parse('/a/\\x62'), Path.of('a', 'b')));
  t.false(Path.equals(Path.parse('/a'), Path.parse('/a/b')));
  t.false(Path.equals(Path.parse('/a/b'), Path.parse('/a/c')));
  t.true(Path.startsWith(Path.parse('/a/b'), Path.parse('/a')));
  t.false(Path.startsWith(Path.parse('/a'), Path.parse('/a/b')));
  t.false(Path.startsWith(Path.parse('/ab'), Path.parse('/a')));
});

test('paths survive structured clone and JSON', (t) => {
  const path = Path.of('svc', 'a b');
  t.true(Path.equals(structuredClone(path), path));
  t.true(Path.equals(JSON.parse(JSON.stringify(path)), path));
});

test('a star in a prefix matches any one label, a literal star only itself', (t) => {
  t.true(Prefix.matches(Prefix.parse('/a/*'), Path.parse('/a/b/c')));
  t.true(Prefix.matches(Prefix.parse('/a/\\x2a'), Path.of('a', '*')));
  t.false(Prefix.matches(Prefix.parse('/a/\\x2a'), Path.parse('/a/b')));
  t.false(Prefix.equals(Prefix.parse('/*'), Prefix.parse('/\\x2a')));
});
