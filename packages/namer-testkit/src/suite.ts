import type { Namer } from '@namerd/namer';
import { createPluginContext, guardNamer } from '@namerd/plugin';
import { declareRules, type TestFn, tried } from '@namerd/testkit';
import type { NamerBackend, NamerCapabilities } from './backend.ts';
import { rules } from './rules/index.ts';
import { type Bounds, Space } from './space.ts';

/** Options of {@link testNamer}. */
export interface NamerSuiteOptions {
  readonly test: TestFn;
  /** Of the namer, in titles. */
  readonly name: string;
  /** An isolated space; called for each test. */
  backend(): NamerBackend | Promise<NamerBackend>;
  readonly capabilities: NamerCapabilities;
  /** Whether all is tried once more with the namer behind its guard. Default true. */
  readonly withGuard?: boolean;
  /** The guard. Default `guardNamer` of `@namerd/plugin`. */
  readonly guard?: (namer: Namer) => Namer;
  /** How long anything may take to come about. Default 5,000. */
  readonly eventuallyMs?: number;
  /** How long the namer keeps a watch after its last observer has left. Default 10,000, as `keyed` has it. */
  readonly lingerMs?: number;
  /** Told how many tests there are, and which are skipped. Default: the latter are printed, and both appended to the file named by `NAMERD_TEST_REPORT`. */
  readonly report?: (line: string) => void;
}

/**
 * Declares the tests that every namer of a discovery system must pass. Call it once at the top level of a test file.
 *
 * @example
 * import test from 'ava';
 * testNamer({
 *   test,
 *   name: 'consul',
 *   backend: () => ConsulBackend.start(),
 *   capabilities: { sharedWatch: true, outage: true, nonsense: true, emptySets: false, weights: true, metadata: true, names: false },
 * });
 */
export function testNamer(options: NamerSuiteOptions): void {
  const { test, name, capabilities } = options;
  const bounds: Bounds = { eventuallyMs: options.eventuallyMs ?? 5_000, lingerMs: options.lingerMs ?? 10_000 };
  const guard = options.guard ?? ((namer) => guardNamer(namer, createPluginContext()));
  declareRules({
    test,
    what: 'namer',
    name,
    rules,
    withGuard: options.withGuard ?? true,
    lacks: ({ needs }) => needs?.some((need) => !capabilities[need]) ?? false,
    run: async (rule, isGuarded) => {
      const wrap = isGuarded ? guard : (namer: Namer): Namer => namer;
      await tried(new Space(await options.backend(), { bounds, wrap }), async (space) => {
        await space.start();
        await rule.run(space);
      });
    },
    report: options.report,
  });
}
