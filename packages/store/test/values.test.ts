import { Dtab } from '@namerd/dtab';
import { Namespace, StoreError, Version, VersionedDtab } from '@namerd/store';
import test from 'ava';

test('a namespace is 1 to 253 letters, digits, _ or -', (t) => {
  for (const good of ['web', 'A-1_b', '0', 'x'.repeat(253)]) {
    t.true(Namespace.is(good));
    t.is(`${Namespace.parse(good)}`, good);
  }
  for (const bad of ['', 'a/b', 'a b', 'a.b', 'ä', 'web\n', 'x'.repeat(254)]) {
    t.false(Namespace.is(bad));
    t.throws(() => Namespace.parse(bad), { code: 'NAMESPACE_INVALID' });
  }
});

test('a version is the base64 of its stamp', (t) => {
  t.is(`${Version.ofBytes(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1))}`, 'AAAAAAAAAAE=');
  t.is(`${Version.ofText('42')}`, 'NDI=');
  t.is(Version.text(Version.ofText('42')), '42');
  t.deepEqual(Version.bytes(Version.parse('AAAAAAAAAAE=')), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1));
});

test('what does not look like a version matches none', (t) => {
  t.throws(() => Version.parse('no base64!'), { code: 'VERSION_MISMATCH' });
});

test('versioned dtabs are the same if their versions are, or both are absent', (t) => {
  const one = { dtab: Dtab.parse('/a => /b'), version: Version.ofText('1') };
  const two = { dtab: Dtab.parse('/a => /b'), version: Version.ofText('2') };
  t.true(VersionedDtab.equals(one, { ...one }));
  t.false(VersionedDtab.equals(one, two));
  t.false(VersionedDtab.equals(one, undefined));
  t.true(VersionedDtab.equals(undefined, undefined));
});

test('refusals have the code, the text of namerd 1.x and the namespace', (t) => {
  const web = Namespace.parse('web');
  const refusals = [StoreError.exists(web), StoreError.notFound(web), StoreError.mismatch(web)];
  t.deepEqual(
    refusals.map(({ code, message, details }) => [code, message, details['namespace']]),
    [
      ['NAMESPACE_EXISTS', 'The dtab namespace web already exists', 'web'],
      ['NAMESPACE_NOT_FOUND', 'The dtab namespace web does not exist', 'web'],
      ['VERSION_MISMATCH', 'Could not update dtab: current version does not match provided version', 'web'],
    ],
  );
});
