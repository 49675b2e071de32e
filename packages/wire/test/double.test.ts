import { formatDouble } from '@namerd/wire';
import test from 'ava';
import fc from 'fast-check';

test('a double has a point, and an exponent where the JVM prints one', (t) => {
  const printed: [number, string][] = [
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [0.5, '0.5'],
    [100, '100.0'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [1e-5, '1.0E-5'],
    [9_999_999, '9999999.0'],
    [1e7, '1.0E7'],
    [12_345_678.9, '1.23456789E7'],
    [-2.5e300, '-2.5E300'],
  ];
  for (const [value, text] of printed) t.is(formatDouble(value), text);
});

test('what JSON cannot say is null', (t) => {
  t.deepEqual([Number.NaN, Number.POSITIVE_INFINITY].map(formatDouble), ['null', 'null']);
});

test('every finite double reads back as itself, and never as an integer', (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = formatDouble(value);
      return Object.is(JSON.parse(text), value) && text.includes('.');
    }),
  );
  t.pass();
});
