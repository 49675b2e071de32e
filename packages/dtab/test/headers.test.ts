import { Dtab, DtabHeaders, type HeaderLine, limits } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDtab } from './support/arbitrary.ts';

test('what is written for the next hop is read back, with exact weights', (t) => {
  const property = fc.property(anyDtab, (dtab) => {
    t.true(Dtab.equals(DtabHeaders.read(DtabHeaders.write(dtab)), dtab));
    t.true(Dtab.equals(DtabHeaders.readLinkerd(DtabHeaders.writeLinkerd(dtab)), dtab));
  });
  t.notThrows(() => fc.assert(property));
});

test('the empty dtab needs no header', (t) => {
  t.deepEqual(DtabHeaders.write(Dtab.empty), []);
  t.deepEqual(DtabHeaders.writeLinkerd(Dtab.empty), []);
});

test('a dtab too long for a header is refused by the one who writes it', (t) => {
  const dtab = (length: number): Dtab => Dtab.parse('/a=>/b;'.repeat(length));
  t.is(DtabHeaders.write(dtab(limits.maxHeaderDentries)).length, 1);
  t.throws(() => DtabHeaders.write(dtab(limits.maxHeaderDentries + 1)), { code: 'UNSUPPORTED' });
});

test('headers are read from anything that yields them once', (t) => {
  function* lines(): Iterable<HeaderLine> {
    yield ['Dtab-Local', '/a=>/b'];
    yield ['X-Dtab-00-A', btoa('/x')];
    yield ['X-Dtab-00-B', btoa('/y')];
    yield ['l5d-dtab', '/u=>/v'];
  }
  t.is(Dtab.show(DtabHeaders.read(lines())), '/x=>/y;/a=>/b');
  t.is(Dtab.show(DtabHeaders.readLinkerd(lines())), '/u=>/v');
});

test('a comma is part of what is read in the headers of Linkerd, and an error', (t) => {
  t.throws(() => DtabHeaders.readLinkerd([['l5d-dtab', '/a=>/b,/c=>/d']]), { code: 'PARSE', message: /end of input expected/ });
});

test('a pair that cannot be read says which half, and why as its cause', (t) => {
  const error = t.throws(
    () =>
      DtabHeaders.read([
        ['X-Dtab-00-A', btoa('/x')],
        ['X-Dtab-00-B', btoa('y')],
      ]),
    { code: 'PARSE', message: 'Invalid name: y' },
  );
  t.regex(String(error?.cause), /simple expected/);
});
