import { appendFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { deviations } from './deviations.ts';

const folder = new URL('../../../vectors/', import.meta.url);

/** A vector file as it stands. `file` is without `.json`. */
export function vectors(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`${file}.json`, folder)), 'utf8'));
}

/** The part of AVA's assertions that is used here. */
interface Assertions {
  log(...values: unknown[]): void;
  pass(): void;
  fail(message?: string): void;
}

/** How the cases of one file, or of some sections of it, are run. */
export interface VectorRun<C> {
  readonly file: string;
  /** The keys of the file that hold lists of cases. Default `['cases']`. */
  readonly sections?: readonly string[];
  /** Throws if the case does not hold. */
  run(vector: C, section: string): void | Promise<void>;
}

/** Runs all cases, and reports how many passed, failed, or were expected to differ. */
export async function runVectors<C>(t: Assertions, options: VectorRun<C>): Promise<void> {
  const all = vectors(options.file);
  const listed = deviations[options.file] ?? {};
  const known = new Set<string>();
  const failures: string[] = [];
  let passed = 0;
  let deviated = 0;
  const sections = options.sections ?? ['cases'];
  for (const section of sections) {
    const cases = all[section];
    if (!Array.isArray(cases)) throw new TypeError(`${options.file}.json has no list ${section}`);
    for (const [index, vector] of cases.entries()) {
      const id = typeof vector?.id === 'string' ? vector.id : `${section}[${index}]`;
      known.add(id);
      const error = await outcome(() => options.run(vector as C, section));
      const reason = listed[id];
      if (reason === undefined && error === undefined) passed++;
      else if (reason !== undefined && error !== undefined) deviated++;
      else if (reason !== undefined) failures.push(`${id}: listed as a deviation (${reason}), but it passes`);
      else failures.push(`${id}: ${error}\n    ${JSON.stringify(vector).slice(0, 600)}`);
    }
  }
  for (const id of Object.keys(listed)) {
    const section = id.replace(/\[.*/, '');
    const isOurs = !id.includes('[') || sections.includes(section);
    if (isOurs && !known.has(id)) failures.push(`${id}: listed as a deviation, but there is no such case`);
  }
  const line = `${options.file}${options.sections ? ` (${sections.join(', ')})` : ''}: ${passed} passed, ${deviated} deviated with reason, ${failures.length} failed`;
  t.log(line);
  report(line);
  if (failures.length > 0) t.fail(`${line}\n${failures.slice(0, 20).join('\n')}`);
  else t.pass();
}

async function outcome(run: () => void | Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : inspect(error);
  }
}

/** Leaves the line for the closing summary of `npm test`. */
function report(line: string): void {
  const file = process.env['NAMERD_TEST_REPORT'];
  if (file !== undefined) appendFileSync(file, `vectors ${line}\n`);
}
