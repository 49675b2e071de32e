import { Path } from '@namerd/dtab';
import { Namespace } from '@namerd/store';
import { decodeBoundNames, decodeNamespaces, encodeBoundNames, encodeNamespaces } from '@namerd/wire';
import test from 'ava';

test('namespaces are an array of names', (t) => {
  const names = ['tlop', 'yeezus'].map((name) => Namespace.parse(name));
  t.is(encodeNamespaces(names), '["tlop","yeezus"]');
  t.deepEqual(decodeNamespaces(JSON.parse('["tlop","yeezus"]')), names);
  t.throws(() => decodeNamespaces(['/default']), { name: 'NamingError' });
  t.throws(() => decodeNamespaces([3]), { message: '[0]: a string expected but the number 3 found' });
});

test('bound names are an array of paths, escaped as JSON wants it', (t) => {
  const ids = [Path.parse('/#/io.l5d.fs/a'), Path.parse('/#/io.l5d.fs/\\x2f')];
  t.is(encodeBoundNames(ids), '["/#/io.l5d.fs/a","/#/io.l5d.fs/\\\\x2f"]');
  t.deepEqual(decodeBoundNames(JSON.parse(encodeBoundNames(ids))), ids);
  t.is(encodeBoundNames([]), '[]');
});

test('the way in which namerd says that there are none is understood', (t) => {
  t.deepEqual(decodeBoundNames(['']), []);
});
