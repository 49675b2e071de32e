import type { Figure } from './figure.ts';

const widths = [16, 16, 14, 5];

/** One line of the table. */
export function row(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
}

/** A value with its unit, to three significant digits. */
export function valueText(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
  return `${digits} ${unit}`;
}

/** The limit as the table shows it. */
export function limitText({ limit, unit }: Figure): string {
  if (limit === undefined) return 'report';
  return 'atMost' in limit ? `<= ${valueText(limit.atMost, unit)}` : `>= ${valueText(limit.atLeast, unit)}`;
}
