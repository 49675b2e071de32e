import { constant } from '@namerd/activity';
import { NameTree, Path } from '@namerd/dtab';
import { Addr, type Bound, boundTreeEquals, sameBound, weightedLeaves } from '@namerd/namer';
import test from 'ava';

function bound(id: string, residual = '/'): Bound {
  return { id: Path.parse(id), residual: Path.parse(residual), addr: constant(Addr.neg) };
}

test('bound names are equal by id and residual, whatever their address', (t) => {
  t.true(sameBound(bound('/a'), bound('/a')));
  t.false(sameBound(bound('/a'), bound('/b')));
  t.false(sameBound(bound('/a', '/x'), bound('/a', '/y')));
});

test('bound trees are equal by shape, weights and names', (t) => {
  const tree = (weight: number, id: string): NameTree<Bound> =>
    NameTree.union({ weight, tree: NameTree.leaf(bound(id)) }, { weight: 1, tree: NameTree.empty });
  t.true(boundTreeEquals(tree(2, '/a'), tree(2, '/a')));
  t.false(boundTreeEquals(tree(2, '/a'), tree(3, '/a')));
  t.false(boundTreeEquals(tree(2, '/a'), tree(2, '/b')));
  t.false(boundTreeEquals(NameTree.neg, NameTree.empty));
});

test('a leaf has the weight of the innermost union around it', (t) => {
  const tree = NameTree.parse('2 * (3 * /a & (/b | 4 * /c)) & 5 * /d');
  t.deepEqual(
    weightedLeaves(tree).map(({ value, weight }) => [Path.show(value), weight]),
    [
      ['/a', 3],
      ['/b', 1],
      ['/c', 1],
      ['/d', 5],
    ],
  );
  t.deepEqual(weightedLeaves(NameTree.leaf('x')), [{ value: 'x', weight: undefined }]);
});
