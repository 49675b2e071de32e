import { appendFileSync } from 'node:fs';
import { Turnstile } from './turnstile.ts';

/** The runner's `test`: AVA's, or any that takes a title and a function. Suites assert by throwing. */
export type TestFn = (title: string, body: (t: unknown) => Promise<void>) => unknown;

/** One rule of a suite, as far as declaring it goes. */
export interface SuiteRule {
  /** A sentence about behaviour. */
  readonly title: string;
  /** What every adapter gets from its guard, and need not do itself. */
  readonly guardOnly?: true;
}

/** Options of {@link declareRules}. */
export interface DeclareOptions<R extends SuiteRule> {
  readonly test: TestFn;
  /** What is tested, for the report: `store` or `namer`. */
  readonly what: string;
  /** Of the adapter, in titles. */
  readonly name: string;
  readonly rules: readonly R[];
  /** Whether all is tried once more behind the guard. */
  readonly withGuard: boolean;
  /** Whether the backend lacks what the rule needs. */
  lacks(rule: R): boolean;
  run(rule: R, isGuarded: boolean): Promise<void>;
  /** Told how many tests there are, and which are skipped. Default {@link toReport}. */
  readonly report?: ((line: string) => void) | undefined;
}

/** At most so many tests at a time: they wait for real time, and must not keep the machine from each other. */
const atATime = 4;

/** Declares a test for each rule, bare and behind the guard, and reports what is skipped. */
export function declareRules<R extends SuiteRule>(options: DeclareOptions<R>): void {
  const { test, what, name, rules } = options;
  const report = options.report ?? toReport;
  const turnstile = new Turnstile(atATime);
  let count = 0;
  for (const isGuarded of options.withGuard ? [false, true] : [false]) {
    for (const rule of rules) {
      if ((rule.guardOnly && !isGuarded) || options.lacks(rule)) continue;
      count++;
      test(`${name}${isGuarded ? ' behind its guard' : ''}: ${rule.title}`, async (t) => {
        await turnstile.run(() => options.run(rule, isGuarded));
        pass(t);
      });
    }
  }
  for (const rule of rules) if (options.lacks(rule)) report(`skipped ${what} ${name}: ${rule.title}`);
  report(`suite ${what} ${name}: ${count} tests`);
}

/** Runs a body and then the clean-up. If both fail, the body's failure is the news. */
export async function tried<S extends AsyncDisposable>(space: S, body: (space: S) => Promise<void>): Promise<void> {
  try {
    await body(space);
  } catch (failure) {
    await Promise.resolve(space[Symbol.asyncDispose]()).catch(() => undefined);
    throw failure;
  }
  await space[Symbol.asyncDispose]();
}

/** Runners that count assertions want one. */
export function pass(t: unknown): void {
  if (typeof t === 'object' && t !== null && 'pass' in t && typeof t.pass === 'function') t.pass();
}

/** Prints what is skipped, and appends the line to the file named by `NAMERD_TEST_REPORT`, for a closing summary. */
export function toReport(line: string): void {
  if (line.startsWith('skipped')) console.log(line);
  const file = process.env['NAMERD_TEST_REPORT'];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
