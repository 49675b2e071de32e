import { showWeight } from '@namerd/dtab';

/**
 * A weight as namerd prints it: two decimals, halves up, counted on the shortest decimal of the number (so 1.005 is `1.01`). It loses
 * precision: for what is shown next to the original, never for what is stored or sent.
 */
export function formatWeightCompat(weight: number): string {
  const [whole = '0', fraction = ''] = showWeight(weight).split('.');
  const hundredths = BigInt(whole + fraction.slice(0, 2).padEnd(2, '0')) + (fraction.charCodeAt(2) >= 0x35 ? 1n : 0n);
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * A weight as the HTTP API sends it: with two decimals, as namerd does, and with more where two would change the number. Reads back
 * as the same weight. Needs no exponent, which the grammar does not know.
 */
export function formatWeight(weight: number): string {
  const exact = showWeight(weight);
  const decimals = exact.length - (exact.indexOf('.') + 1 || exact.length);
  return decimals > 2 ? exact : formatWeightCompat(weight);
}
