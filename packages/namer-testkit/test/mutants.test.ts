import { type NamerSuiteOptions, testNamer } from '@namerd/namer-testkit';
import test, { type ExecutionContext } from 'ava';
import { MemoryBackend } from './memory-backend.ts';
import type { Faults } from './memory-namer.ts';
import { addressMutants } from './mutants/addresses.ts';
import { answerMutants } from './mutants/answers.ts';
import { guardMutants, lifecycleMutants } from './mutants/lifecycle.ts';
import { outageMutants } from './mutants/outages.ts';
import { sharingMutants } from './mutants/sharing.ts';

const mutants = [...answerMutants, ...addressMutants, ...outageMutants, ...sharingMutants, ...lifecycleMutants];

const all = { sharedWatch: true, outage: true, nonsense: true, emptySets: true, weights: true, metadata: true, names: true };

/** What a runner's `test` was told, by title. */
type Recorded = Map<string, () => Promise<void>>;

type Choices = Partial<Pick<NamerSuiteOptions, 'capabilities' | 'guard' | 'withGuard'>>;

function record(faults: Faults, choices: Choices = {}): { recorded: Recorded; lines: readonly string[] } {
  const recorded: Recorded = new Map();
  const lines: string[] = [];
  testNamer({
    test: (title, body) => recorded.set(title, () => body({})),
    name: 'mutant',
    backend: () => new MemoryBackend(faults),
    capabilities: all,
    withGuard: false,
    eventuallyMs: 100,
    lingerMs: 20,
    report: (line) => lines.push(line),
    ...choices,
  });
  return { recorded, lines };
}

/** Fails unless the rule fails. */
async function isCaught(t: ExecutionContext, recorded: Recorded, rule: string): Promise<void> {
  const run = recorded.get(rule);
  if (run === undefined) throw new TypeError(`there is no rule ${rule}`);
  const error: unknown = await t.throwsAsync(run, { any: true });
  t.log(error instanceof Error ? error.message : error);
}

// Serially: with short bounds of waiting, tests must not keep the machine from each other.
for (const { does, caughtBy, faults } of mutants) {
  test.serial(`a namer that ${does} is caught: ${caughtBy}`, async (t) => {
    await isCaught(t, record(faults).recorded, `mutant: ${caughtBy}`);
  });
}

for (const { does, caughtBy, guard } of guardMutants) {
  test.serial(`a guard that ${does} is caught: ${caughtBy}`, async (t) => {
    const { recorded } = record({ leaks: true }, { withGuard: true, guard });
    await isCaught(t, recorded, `mutant behind its guard: ${caughtBy}`);
  });
}

test('every rule has a mutant', (t) => {
  const { recorded } = record({}, { withGuard: true });
  const rules = new Set([...recorded.keys()].map((title) => title.replace(/^.*?: /, '')));
  for (const { caughtBy } of [...mutants, ...guardMutants]) rules.delete(caughtBy);
  t.deepEqual([...rules], []);
});

test('rules that need a missing capability are skipped by name', (t) => {
  const { recorded: everything } = record({});
  const { recorded, lines } = record({}, { capabilities: { ...all, nonsense: false, weights: false } });
  t.deepEqual(lines, [
    'skipped namer mutant: endpoints carry their weights',
    'skipped namer mutant: nonsense is failed, never neg, and harms no other name',
    'skipped namer mutant: nonsense after a good answer keeps that answer, marked stale, until the next good one',
    `suite namer mutant: ${recorded.size} tests`,
  ]);
  t.is(recorded.size, everything.size - 3);
});
