import { distribute, NameTree, Path, probabilities } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';

test('shares are in proportion to the weights and add up to 1', (t) => {
  const weight = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  const property = fc.property(fc.array(weight, { minLength: 1, maxLength: 20 }), (weights) => {
    const shares = probabilities(weights);
    t.true(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    t.true(shares.every((share) => share >= 0 && share <= 1));
    const isWeightless = weights.every((value) => value === 0);
    if (!isWeightless) t.true(weights.every((value, i) => value > 0 || shares[i] === 0));
  });
  t.notThrows(() => fc.assert(property));
});

test('weights whose sum is too large for a number still have shares', (t) => {
  t.deepEqual(probabilities([Number.MAX_VALUE, Number.MAX_VALUE]), [0.5, 0.5]);
});

test('beside an infinite weight the others get nothing, and what is no weight counts as none', (t) => {
  t.deepEqual(probabilities([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]), [0, 0.5, 0.5]);
  t.deepEqual(probabilities([Number.NaN, -1, 2]), [0, 0, 1]);
  t.deepEqual(probabilities([]), []);
});

test('values that are equal by the key add up', (t) => {
  const { shares, lost } = distribute(NameTree.parse('3*/a & /b & 4*/a & 2*~'), { key: Path.show });
  t.deepEqual(shares, [
    { value: Path.of('a'), share: 0.7 },
    { value: Path.of('b'), share: 0.1 },
  ]);
  t.is(lost, 0.2);
});

test('a union of none loses all, and an alternation of one is its element', (t) => {
  t.deepEqual(distribute(NameTree.union()), { shares: [], lost: 1 });
  t.deepEqual(distribute(NameTree.alt(NameTree.leaf('a'))), { shares: [{ value: 'a', share: 1 }], lost: 0 });
  t.throws(() => distribute(NameTree.alt(NameTree.leaf('a'), NameTree.leaf('b'))), { instanceOf: TypeError });
});
