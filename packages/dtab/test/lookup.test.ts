import { Dtab, type Match, NameTree, Path, Prefix } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDtab, anyPath, largeDtab } from './support/arbitrary.ts';

/** Every dentry in turn, the last first: what looking up means. */
function plainMatches(dtab: Dtab, path: Path): readonly Match[] {
  return dtab.dentries
    .toReversed()
    .filter(({ prefix }) => Prefix.matches(prefix, path))
    .map((dentry) => {
      const residual = Path.drop(path, dentry.prefix.length);
      return { dentry, tree: NameTree.map(dentry.dst, (leaf) => Path.concat(leaf, residual)) };
    });
}

function plainLookup(dtab: Dtab, path: Path): NameTree<Path> {
  const trees = plainMatches(dtab, path).map(({ tree }) => tree);
  return trees.length > 1 ? NameTree.alt(...trees) : (trees[0] ?? NameTree.neg);
}

test('a lookup finds what asking every dentry would', (t) => {
  const property = fc.property(fc.oneof(anyDtab, largeDtab), fc.array(anyPath), (dtab, paths) => {
    for (const path of paths) t.deepEqual(Dtab.lookup(dtab, path), plainLookup(dtab, path));
  });
  t.notThrows(() => fc.assert(property, { numRuns: 500 }));
});

test('names made of the prefixes are found too', (t) => {
  const property = fc.property(fc.oneof(anyDtab, largeDtab), anyPath, (dtab, rest) => {
    for (const { prefix } of dtab.dentries) {
      const labels = prefix.map((element, i) => (element === '*' ? (rest.labels[i] ?? Path.of('z').labels[0]) : element));
      const path = Path.concat(Path.ofLabels(labels.filter((label) => label !== undefined)), rest);
      t.deepEqual(Dtab.lookup(dtab, path), plainLookup(dtab, path));
    }
  });
  t.notThrows(() => fc.assert(property));
});

test('a concatenation is looked up in like the list of all its dentries', (t) => {
  const property = fc.property(fc.array(anyDtab, { maxLength: 12 }), fc.array(anyPath, { minLength: 1 }), (parts, paths) => {
    const padded = parts.map((part, i) => (i % 3 === 0 ? large(part) : part));
    const joined = padded.reduce(Dtab.concat, Dtab.empty);
    const all = Dtab.of(padded.flatMap(({ dentries }) => dentries));
    for (const path of paths) {
      t.deepEqual(Dtab.lookup(joined, path), plainLookup(all, path));
      t.deepEqual(Dtab.matches(joined, path), plainMatches(all, path));
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: 60 }));
});

/** Too many dentries for a copy, of which none matters. */
function large(dtab: Dtab): Dtab {
  const others = Array.from({ length: 100 }, (_, i) => ({ prefix: Path.of('other', `${i}`).labels, dst: NameTree.fail }));
  return Dtab.of([...others, ...dtab.dentries]);
}

test('matches come with their dentries, the last one first', (t) => {
  const dtab = Dtab.parse('/svc => /srv; /svc/web => /x | !; /host => /y');
  const [first, second] = dtab.dentries;
  t.deepEqual(Dtab.matches(dtab, Path.parse('/svc/web/z')), [
    { dentry: second, tree: NameTree.parse('/x/z | !') },
    { dentry: first, tree: NameTree.parse('/srv/web/z') },
  ]);
  t.deepEqual(Dtab.matches(dtab, Path.parse('/other')), []);
});

test('a match without residual is the destination itself', (t) => {
  const dtab = Dtab.parse('/svc/web => /x | 2*/y & /z');
  for (const table of [dtab, large(dtab)]) t.true(Dtab.lookup(table, Path.parse('/svc/web')) === dtab.dentries[0]?.dst);
});

test('labels that objects know are labels like others', (t) => {
  for (const label of ['__proto__', 'constructor', 'toString', '0', '1000000', '-0']) {
    const dtab = large(Dtab.parse(`/svc/${label} => /${label}; /svc/other => /x`));
    t.is(NameTree.show(Dtab.lookup(dtab, Path.parse(`/svc/${label}/y`))), `/${label}/y`);
    t.is(Dtab.lookup(large(Dtab.parse('/svc => /x')), Path.parse(`/${label}`)), NameTree.neg);
  }
});

test('a path of a hundred thousand labels is looked up', (t) => {
  const text = '/a'.repeat(100_000);
  const dtab = Dtab.parse(`${text} => /x; ${text}/b => /y`);
  for (const table of [dtab, large(dtab)]) t.is(NameTree.show(Dtab.lookup(table, Path.parse(`${text}/b/c`))), '/y/c | /x/b/c');
});

test('a dtab that was prepared is looked up in as before', async (t) => {
  const dtab = Dtab.of(
    Array.from({ length: 5000 }, (_, i) => ({ prefix: Path.of('svc', `${i}`).labels, dst: NameTree.leaf(Path.of('x')) })),
  );
  const preparing = Dtab.prepare(dtab, { sliceMs: 0 });
  t.is(NameTree.show(Dtab.lookup(dtab, Path.parse('/svc/4999/y'))), '/x/y');
  await preparing;
  t.is(NameTree.show(Dtab.lookup(dtab, Path.parse('/svc/0/y'))), '/x/y');
  t.is(Dtab.lookup(dtab, Path.parse('/svc/5000')), NameTree.neg);
});

test('preparing ends when its signal aborts', async (t) => {
  await t.throwsAsync(Dtab.prepare(Dtab.parse('/a => /b'), { signal: AbortSignal.abort() }), { code: 'ABORTED' });
});
