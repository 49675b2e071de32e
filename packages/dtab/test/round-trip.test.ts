import { Dentry, Dtab, NameTree, Path, Prefix } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDentry, anyDtab, anyPath, anyPrefix, anyTree, treeOf } from './support/arbitrary.ts';

test('a path that is shown reads back as the same', (t) => {
  t.notThrows(() => fc.assert(fc.property(anyPath, (path) => Path.equals(Path.parse(Path.show(path)), path))));
});

test('a prefix that is shown reads back as the same', (t) => {
  t.notThrows(() => fc.assert(fc.property(anyPrefix, (prefix) => Prefix.equals(Prefix.parse(Prefix.show(prefix)), prefix))));
});

test('a tree that is shown reads back as the same, with exact weights', (t) => {
  const property = fc.property(anyTree, (tree) => {
    t.deepEqual(NameTree.parse(NameTree.show(tree)), tree);
  });
  t.notThrows(() => fc.assert(property));
});

test('a tree with lists of one or none reads back as one that evaluates to the same', (t) => {
  const evaluated = (tree: NameTree<Path>): readonly string[] | undefined => NameTree.evaluate(tree, Path.show)?.map(Path.show);
  const property = fc.property(treeOf(0), (tree) => {
    t.deepEqual(evaluated(NameTree.parse(NameTree.show(tree))), evaluated(tree));
  });
  t.notThrows(() => fc.assert(property));
});

test('a dentry that is shown reads back as the same', (t) => {
  t.notThrows(() => fc.assert(fc.property(anyDentry, (dentry) => Dentry.equals(Dentry.parse(Dentry.show(dentry)), dentry))));
});

test('a dtab that is shown reads back as the same', (t) => {
  t.notThrows(() => fc.assert(fc.property(anyDtab, (dtab) => Dtab.equals(Dtab.parse(Dtab.show(dtab)), dtab))));
});

test('weights are shown as the shortest exact decimal, without an exponent', (t) => {
  const shown = (weight: number): string =>
    NameTree.show(NameTree.union({ weight, tree: NameTree.fail }, { weight: 1, tree: NameTree.neg }));
  t.is(shown(0.5), '0.5*! & ~');
  t.is(shown(1e-7), '0.0000001*! & ~');
  t.is(shown(1.5e-9), '0.0000000015*! & ~');
  t.is(shown(1e21), '1000000000000000000000*! & ~');
  t.is(shown(1.25e22), '12500000000000000000000*! & ~');
  t.is(shown(1), '! & ~');
});

test('weights are shown by a formatter of the caller, all but 1', (t) => {
  const weight = (value: number): string => value.toFixed(2);
  t.is(Dtab.show(Dtab.parse('/a => 0.5*/b & /c'), { weight }), '/a=>0.50*/b & /c');
});
