import { Dentry, Dtab, NameTree, Path } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDtab } from './support/arbitrary.ts';

/** Too large for a concatenation to copy. */
const large = Dtab.of(
  Array.from({ length: 1000 }, (_, i) => ({ prefix: Path.of('svc', `s${i}`).labels, dst: NameTree.leaf(Path.of(`${i}`)) })),
);
const override = Dtab.parse('/svc/s1 => /other; /x => /y');

test('a concatenation has the dentries of both, the second preferred', (t) => {
  const joined = Dtab.concat(large, override);
  t.deepEqual(joined.dentries, [...large.dentries, ...override.dentries]);
  t.is(NameTree.show(Dtab.lookup(joined, Path.parse('/svc/s1'))), '/other | /1');
  t.is(joined.dentries, joined.dentries);
});

test('a concatenation with the empty dtab is the other one', (t) => {
  t.is(Dtab.concat(large, Dtab.empty), large);
  t.is(Dtab.concat(Dtab.empty, large), large);
  t.is(Dtab.concat(Dtab.empty, Dtab.empty), Dtab.empty);
});

test('a concatenation survives structured clone, JSON and spreading', (t) => {
  const joined = Dtab.concat(large, override);
  for (const copy of [structuredClone(joined), JSON.parse(JSON.stringify(joined)), { ...joined }]) {
    t.true(Dtab.equals(copy, joined));
    t.is(NameTree.show(Dtab.lookup(copy, Path.parse('/svc/s1'))), '/other | /1');
  }
});

test('a concatenation does not read the dentries of its parts one by one', (t) => {
  let reads = 0;
  const watched = Dtab.of(
    new Proxy([...large.dentries], {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, receiver);
      },
    }),
  );
  Dtab.lookup(watched, Path.parse('/svc/s1'));
  const before = reads;
  for (let i = 0; i < 100; i++) Dtab.lookup(Dtab.concat(watched, override), Path.parse('/svc/s1/x'));
  t.true(reads - before < 200, `${reads - before} reads`);
});

test('dentries are appended one by one, as many as there are', (t) => {
  const all = Array.from({ length: 300 }, (_, i) => Dentry.parse(`/a/${i} => /b/${i}`));
  const dtab = all.reduce(Dtab.append, large);
  t.deepEqual(dtab.dentries, [...large.dentries, ...all]);
  t.is(NameTree.show(Dtab.lookup(dtab, Path.parse('/a/299'))), '/b/299');
  t.is(NameTree.show(Dtab.lookup(dtab, Path.parse('/svc/s2'))), '/2');
});

test('stripping what a dtab begins with leaves what was added', (t) => {
  const property = fc.property(anyDtab, anyDtab, (base, local) => {
    t.deepEqual(Dtab.stripPrefix(Dtab.concat(base, local), base).dentries, local.dentries);
  });
  t.notThrows(() => fc.assert(property));
  t.is(Dtab.stripPrefix(override, large), override);
});

test('a simplified dtab is equivalent, unless dentries vanish', (t) => {
  const property = fc.property(anyDtab, (dtab) => {
    const simple = Dtab.simplify(dtab);
    t.true(Dtab.equals(Dtab.simplify(simple), simple));
    t.is(Dtab.equivalent(simple, dtab), simple.dentries.length === dtab.dentries.length);
  });
  t.notThrows(() => fc.assert(property));
});

test('the dentry that stands for none reads back as itself', (t) => {
  t.is(Dentry.show(Dentry.nop), '/\\x2f=>~');
  t.true(Dentry.equals(Dentry.parse(Dentry.show(Dentry.nop)), Dentry.nop));
});
