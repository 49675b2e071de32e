import { limits, NameTree, Path } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyPath, treeOf } from './support/arbitrary.ts';

const anyTreeAtAll = treeOf(0);
const equals = (a: NameTree<Path>, b: NameTree<Path>): boolean => NameTree.equals(a, b, Path.equals);
const evaluated = (tree: NameTree<Path>): readonly string[] | undefined =>
  NameTree.evaluate(tree, Path.show)?.map(Path.show).sort();

/** `/a | (/a | (/a | …))`, deeper than the stack. */
function tower(height: number): NameTree<Path> {
  let tree = NameTree.leaf(Path.of('a'));
  for (let i = 0; i < height; i++) tree = NameTree.alt(NameTree.neg, tree);
  return tree;
}

test('simplifying twice is simplifying once', (t) => {
  const property = fc.property(anyTreeAtAll, (tree) => {
    const simple = NameTree.simplify(tree);
    t.deepEqual(NameTree.simplify(simple), simple);
  });
  t.notThrows(() => fc.assert(property));
});

test('a simplified tree evaluates to the same', (t) => {
  const property = fc.property(anyTreeAtAll, (tree) => {
    t.deepEqual(evaluated(NameTree.simplify(tree)), evaluated(tree));
  });
  t.notThrows(() => fc.assert(property));
});

test('a tree equals its copy, and no tree with another leaf', (t) => {
  const property = fc.property(anyTreeAtAll, anyPath, (tree, path) => {
    t.true(equals(tree, structuredClone(tree)));
    const other = NameTree.map(tree, (value) => Path.concat(value, Path.of('x', ...path.labels)));
    t.is(equals(tree, other), NameTree.leaves(tree).length === 0);
  });
  t.notThrows(() => fc.assert(property));
});

test('trees with other weights, kinds or numbers of branches are not equal', (t) => {
  const tree = NameTree.parse('2*/a & /b | ~');
  for (const text of ['2*/a & /b | !', '3*/a & /b | ~', '2*/a & /b & /c | ~', '2*/a & /b', '(2*/a & /b) & ~']) {
    t.false(equals(tree, NameTree.parse(text)), text);
  }
});

test('mapping keeps the shape and visits the leaves from left to right', (t) => {
  const seen: string[] = [];
  const tree = NameTree.map(NameTree.parse('/a | 0.5*/b & (! | /c)'), (path) => {
    seen.push(Path.show(path));
    return seen.length;
  });
  t.deepEqual(seen, ['/a', '/b', '/c']);
  t.deepEqual(NameTree.leaves(tree), [1, 2, 3]);
  t.deepEqual(
    tree,
    NameTree.alt(
      NameTree.leaf(1),
      NameTree.union({ weight: 0.5, tree: NameTree.leaf(2) }, { weight: 1, tree: NameTree.alt(NameTree.fail, NameTree.leaf(3)) }),
    ),
  );
});

test('values that are equal by the key count once, and the first stays', (t) => {
  t.deepEqual(NameTree.evaluate(NameTree.parse('/a & /b & /a'), Path.show), [Path.of('a'), Path.of('b')]);
  t.is(NameTree.evaluate(NameTree.parse('/a & /a'))?.length, 2);
});

test('a union of a hundred thousand branches is no problem', (t) => {
  const text = Array.from({ length: limits.maxBranches }, (_, i) => `/a${i}`).join(' & ');
  const tree = NameTree.parse(text);
  t.is(NameTree.leaves(tree).length, limits.maxBranches);
  t.true(NameTree.show(tree) === text);
  t.true(equals(NameTree.simplify(tree), tree));
  t.is(NameTree.evaluate(tree, Path.show)?.length, limits.maxBranches);
});

test('an alternation of ten thousand in parentheses is no problem', (t) => {
  const text = Array.from({ length: 10_000 }, (_, i) => `/a${i}`).join(' | ');
  t.true(NameTree.show(NameTree.parse(`(${text})`)) === text);
});

test('parentheses nest 256 deep, and no deeper', (t) => {
  const nested = (depth: number): string => `${'/a | /b & ('.repeat(depth)}/c | /d${')'.repeat(depth)}`;
  const tree = NameTree.parse(nested(256));
  t.true(NameTree.show(tree) === nested(256));
  t.true(equals(NameTree.simplify(tree), tree));
  t.deepEqual(evaluated(tree), ['/a']);
  t.throws(() => NameTree.parse(nested(257)), { code: 'PARSE', message: /maxDepth of 256/ });
  t.throws(() => NameTree.parse('('.repeat(1_000_000)), { code: 'PARSE' });
});

test('what is too deep to be handled throws an error of ours, not of the stack', (t) => {
  const [a, b] = [tower(100_000), tower(100_000)];
  const operations: readonly (() => unknown)[] = [
    () => NameTree.show(a),
    () => NameTree.simplify(a),
    () => NameTree.evaluate(a),
    () => NameTree.leaves(a),
    () => NameTree.map(a, Path.show),
    () => equals(a, b),
  ];
  for (const operation of operations) t.throws(operation, { code: 'DEPTH_EXCEEDED' });
});
