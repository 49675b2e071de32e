import { appendFileSync } from 'node:fs';
import { createPluginContext, guardStore } from '@namerd/plugin';
import type { DtabStore } from '@namerd/store';
import type { StoreBackend, StoreCapabilities } from './backend.ts';
import { rules } from './rules/index.ts';
import { type Bounds, type Rule, Space } from './space.ts';
import { Turnstile } from './turnstile.ts';

/** How many of the tests run at the same time, in a runner that runs tests at the same time. */
const atATime = 4;

/** The runner's `test`: AVA's, or any that takes a title and a function. The suite asserts by throwing. */
export type TestFn = (title: string, body: (t: unknown) => Promise<void>) => unknown;

/** Options of {@link testDtabStore}. */
export interface StoreSuiteOptions {
  readonly test: TestFn;
  /** Of the store, in titles. */
  readonly name: string;
  /** An isolated space; called for each test. */
  backend(): StoreBackend | Promise<StoreBackend>;
  readonly capabilities: StoreCapabilities;
  /** Whether all is tried once more with the store behind its guard. Default true. */
  readonly withGuard?: boolean;
  /** The guard. Default `guardStore` of `@namerd/plugin`. */
  readonly guard?: (store: DtabStore) => DtabStore;
  /** How long anything may take to come about. Default 5,000. */
  readonly eventuallyMs?: number;
  /** How long the store keeps a watch after its last observer has left. Default 0. */
  readonly lingerMs?: number;
  /** Told how many tests there are, and which are skipped. Default: the latter are printed, and both appended to the file named by `NAMERD_TEST_REPORT`. */
  readonly report?: (line: string) => void;
}

/**
 * Declares the tests that every dtab store must pass. Call it once at the top level of a test file.
 *
 * @example
 * import test from 'ava';
 * testDtabStore({
 *   test,
 *   name: 'redis',
 *   backend: () => RedisBackend.start(),
 *   capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
 * });
 */
export function testDtabStore(options: StoreSuiteOptions): void {
  const { test, name, capabilities } = options;
  const report = options.report ?? toReport;
  const bounds: Bounds = { eventuallyMs: options.eventuallyMs ?? 5_000, lingerMs: options.lingerMs ?? 0 };
  const bare = { suffix: '', isGuarded: false, wrap: (store: DtabStore) => store };
  const behindGuard = { suffix: ' behind its guard', isGuarded: true, wrap: options.guard ?? guard };
  const variants = (options.withGuard ?? true) ? [bare, behindGuard] : [bare];
  const turnstile = new Turnstile(atATime);
  let count = 0;
  for (const variant of variants) {
    for (const rule of rules) {
      if (rule.guardOnly && !variant.isGuarded) continue;
      if (rule.needs !== undefined && !capabilities[rule.needs]) continue;
      count++;
      test(`${name}${variant.suffix}: ${rule.title}`, async (t) => {
        await turnstile.run(async () => tried(rule, await options.backend(), { capabilities, bounds, wrap: variant.wrap }));
        pass(t);
      });
    }
  }
  for (const rule of rules) {
    if (rule.needs !== undefined && !capabilities[rule.needs]) report(`skipped store ${name}: ${rule.title}`);
  }
  report(`suite store ${name}: ${count} tests`);
}

function guard(store: DtabStore): DtabStore {
  return guardStore(store, createPluginContext());
}

/** Tries a rule and cleans up. If both fail, the rule's failure is the news. */
async function tried(rule: Rule, backend: StoreBackend, options: ConstructorParameters<typeof Space>[1]): Promise<void> {
  const space = new Space(backend, options);
  try {
    await space.start();
    await rule.run(space);
  } catch (failure) {
    await space[Symbol.asyncDispose]().catch(() => undefined);
    throw failure;
  }
  await space[Symbol.asyncDispose]();
}

/** Runners that count assertions want one. */
function pass(t: unknown): void {
  if (typeof t === 'object' && t !== null && 'pass' in t && typeof t.pass === 'function') t.pass();
}

function toReport(line: string): void {
  if (line.startsWith('skipped')) console.log(line);
  const file = process.env['NAMERD_TEST_REPORT'];
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
