import { formatWeight, formatWeightCompat } from '@namerd/wire';
import test from 'ava';
import fc from 'fast-check';

test('the compatible form has two decimals, halves up on the shortest decimal', (t) => {
  const printed: [number, string][] = [
    [0, '0.00'],
    [9, '9.00'],
    [0.5, '0.50'],
    [1.005, '1.01'],
    [0.005, '0.01'],
    [0.004, '0.00'],
    [0.999, '1.00'],
    [33.333, '33.33'],
    [1e21, '1000000000000000000000.00'],
    [1e-9, '0.00'],
  ];
  for (const [weight, text] of printed) t.is(formatWeightCompat(weight), text);
});

test('the wire form is the compatible one where that is exact, and has more decimals where it is not', (t) => {
  t.deepEqual([0.3, 9, 0.25, 0.125, 0.001, 1e-7, 1.005].map(formatWeight), [
    '0.30',
    '9.00',
    '0.25',
    '0.125',
    '0.001',
    '0.0000001',
    '1.005',
  ]);
});

test('every weight reads back exactly from the wire form, without an exponent', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (weight) => {
      const text = formatWeight(weight);
      return Number(text) === weight && /^\d+\.\d{2,}$|^\d+$/.test(text);
    }),
  );
  t.pass();
});
