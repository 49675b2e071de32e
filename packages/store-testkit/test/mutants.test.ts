import { type StoreSuiteOptions, testDtabStore } from '@namerd/store-testkit';
import test from 'ava';
import { guardMutants, lifecycleMutants } from './mutants/lifecycle.ts';
import { outageMutants } from './mutants/outage.ts';
import { readMutants } from './mutants/read.ts';
import { sharedSpaceMutants } from './mutants/shared-space.ts';
import { textMutants } from './mutants/text.ts';
import { watchMutants } from './mutants/watch.ts';
import { writeMutants } from './mutants/write.ts';
import { Disk } from './reference.ts';

const mutants = [
  ...writeMutants,
  ...readMutants,
  ...watchMutants,
  ...textMutants,
  ...outageMutants,
  ...sharedSpaceMutants,
  ...lifecycleMutants,
];

/** Runs the whole suite and tells which of its rules hold and which do not. */
async function outcome(
  options: Pick<StoreSuiteOptions, 'backend' | 'withGuard' | 'guard' | 'eventuallyMs'>,
): Promise<{ held: string[]; failed: string[] }> {
  const tests: { readonly rule: string; readonly run: (t: unknown) => Promise<void> }[] = [];
  testDtabStore({
    test: (title, run) => tests.push({ rule: title.replace(/^[^:]*: /, ''), run }),
    name: 'mutant',
    capabilities: { sharedWatch: true, outage: true, rawWrite: true, sharedSpace: true },
    eventuallyMs: 250,
    report: () => {},
    ...options,
  });
  const found = { held: [] as string[], failed: [] as string[] };
  await Promise.all(
    tests.map(({ rule, run }) =>
      run({}).then(
        () => found.held.push(rule),
        () => found.failed.push(rule),
      ),
    ),
  );
  return found;
}

// Serially: with short bounds of waiting, tests must not keep the machine from each other.
test.serial('the suite holds for a store that does everything right', async (t) => {
  const { held, failed } = await outcome({ backend: () => new Disk(), eventuallyMs: 5_000 });
  t.deepEqual(failed, []);
  t.true(held.length > 60);
});

for (const { title, caughtBy, store: Store } of mutants) {
  test.serial(`the suite finds a store where ${title}`, async (t) => {
    const { failed } = await outcome({ backend: () => new Disk((disk) => new Store(disk)), withGuard: false });
    t.log(failed.join('\n'));
    t.true(
      failed.some((rule) => rule.startsWith(caughtBy)),
      `the rule "${caughtBy}" holds`,
    );
  });
}

for (const { title, caughtBy } of guardMutants) {
  test.serial(`the suite finds a guard where ${title}`, async (t) => {
    const { failed } = await outcome({ backend: () => new Disk(), guard: (store) => store });
    t.true(failed.some((rule) => rule.startsWith(caughtBy)));
  });
}

test.serial('every rule is proven by a store that breaks it', async (t) => {
  const { held } = await outcome({ backend: () => new Disk(), eventuallyMs: 5_000 });
  const proofs = [...mutants, ...guardMutants].map(({ caughtBy }) => caughtBy);
  t.deepEqual(
    held.filter((rule) => !proofs.some((proof) => rule.startsWith(proof))),
    [],
  );
});
