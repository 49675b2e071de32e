import { pass, type TestFn } from '@namerd/testkit';
import type { FaultBackend, FaultKind, OpenStore } from './backend.ts';
import { runFaults } from './run.ts';

/** Options of {@link testStoreFaults}. */
export interface FaultSuiteOptions {
  /** Runs tests one after the other (AVA's `test.serial`): they harm one backend. */
  readonly test: TestFn;
  readonly name: string;
  /** Asked when a test runs. */
  readonly backend: () => FaultBackend;
  readonly open: OpenStore;
  /** Default: 1, 2 and 3, or those in the environment variable `NAMERD_FAULT_SEEDS`, as `17` or `1-200`. */
  readonly seeds?: readonly number[];
  readonly steps?: number;
  readonly kinds?: readonly FaultKind[];
  readonly boundMs?: number;
}

/** Declares one test a seed: a schedule of faults under load, after which the invariants must hold. What fails names its seed; run that again with `NAMERD_FAULT_SEEDS`. */
export function testStoreFaults(options: FaultSuiteOptions): void {
  const { test, name, backend, seeds = seedsOf(process.env['NAMERD_FAULT_SEEDS']), ...rest } = options;
  for (const seed of seeds) {
    test(`${name}: invariants hold under the faults of seed ${seed}`, async (t) => {
      try {
        const report = await runFaults({ ...rest, backend: backend(), seed });
        log(
          t,
          `${report.faults.join(', ')}: ${report.acknowledged} writes acknowledged, ${report.unknown} unknown, settled in ${report.settledMs} ms`,
        );
      } catch (error) {
        throw new Error(
          `seed ${seed} (NAMERD_FAULT_SEEDS=${seed} runs it again): ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
    });
  }
}

function seedsOf(text = '1-3'): readonly number[] {
  const [first = 1, last = first] = text.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function log(t: unknown, line: string): void {
  if (typeof t !== 'object' || t === null) return;
  if ('log' in t && typeof t.log === 'function') t.log(line);
  pass(t);
}
