/**
 * A number as the JVM prints a double: always with a point, and in scientific form below 0.001 and from 10,000,000. Clients of namerd
 * tell doubles from integers by the point (linkerd ignores an endpoint weight of `2`), so `JSON.stringify` will not do.
 * `null` for what JSON cannot say (NaN, the infinities).
 *
 * @example
 * formatDouble(2); // '2.0'
 * formatDouble(1e7); // '1.0E7'
 */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) return withPoint(String(value));
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return `${withPoint(mantissa)}E${Number(exponent)}`;
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}
