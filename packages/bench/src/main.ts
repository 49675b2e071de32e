import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { isMet, type Measured } from './figure.ts';
import { figures } from './figures.ts';
import { limitText, row, valueText } from './table.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !figures.some((figure) => figure.id === id));
if (unknown.length > 0) {
  console.error(`no such figure: ${unknown.join(', ')}. Known: ${figures.map((figure) => figure.id).join(', ')}`);
  process.exit(1);
}

const results: Record<string, Measured & { unit: string; met: boolean }> = {};
console.log(row(['figure', 'value', 'must reach', 'met', 'detail']));
for (const figure of figures) {
  if (wanted.length > 0 && !wanted.includes(figure.id)) continue;
  const measured = await figure.measure();
  const met = isMet(figure, measured.value);
  results[figure.id] = { ...measured, unit: figure.unit, met };
  console.log(row([figure.id, valueText(measured.value, figure.unit), limitText(figure), met ? 'yes' : 'NO', measured.detail]));
}

mkdirSync('bench-results', { recursive: true });
const file = `bench-results/${new Date().toISOString().replace(/[:.]/g, '-')}.json`;
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
writeFileSync(file, `${JSON.stringify({ machine, results }, null, 2)}\n`);
console.log(`written to ${file}`);
process.exit(Object.values(results).every((result) => result.met) ? 0 : 1);
