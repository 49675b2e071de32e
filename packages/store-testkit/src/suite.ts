import { createPluginContext, guardStore } from '@namerd/plugin';
import { type DtabStore, Namespace } from '@namerd/store';
import { declareRules, type TestFn, toReport, tried } from '@namerd/testkit';
import type { StoreBackend, StoreCapabilities } from './backend.ts';
import { oddName } from './fixtures.ts';
import { rules } from './rules/index.ts';
import { type Bounds, Space } from './space.ts';

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
  /** For backends whose names are narrower than those of dtab namespaces: the oddest that they do have. Reported as skipped. Default `Web-2_b`. */
  readonly oddName?: string;
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
  const bounds: Bounds = { eventuallyMs: options.eventuallyMs ?? 5_000, lingerMs: options.lingerMs ?? 0 };
  const odd = Namespace.parse(options.oddName ?? oddName);
  const guard = options.guard ?? ((store) => guardStore(store, createPluginContext()));
  declareRules({
    test,
    what: 'store',
    name,
    rules,
    withGuard: options.withGuard ?? true,
    lacks: ({ needs }) => needs !== undefined && !capabilities[needs],
    run: async (rule, isGuarded) => {
      const wrap = isGuarded ? guard : (store: DtabStore): DtabStore => store;
      await tried(new Space(await options.backend(), { capabilities, bounds, oddName: odd, wrap }), async (space) => {
        await space.start();
        await rule.run(space);
      });
    },
    report: options.report,
  });
  if (odd !== oddName) (options.report ?? toReport)(`skipped store ${name}: names such as ${oddName}, tried with ${odd} instead`);
}
