import { Path } from '@namerd/dtab';
import type { Mutant } from './mutant.ts';

const rule = {
  twoObservers: 'two observers share one watch',
  residuals: 'different residuals share one watch',
  lazy: 'asking starts nothing; observing does',
  switching: 'switching back and forth between names does not start their watches anew',
  leaving: 'the last observer leaving stops the watch, and a later one starts it again',
  unknownMany: '10,000 unknown names leave nothing behind',
};

let lookups = 0;

/** Too much asked of the backend. */
export const sharingMutants: readonly Mutant[] = [
  { does: 'opens a watch for each lookup', caughtBy: rule.twoObservers, faults: { key: () => `${lookups++}` } },
  { does: 'opens a watch for each residual', caughtBy: rule.residuals, faults: { key: Path.show } },
  {
    does: 'opens the watch when asked',
    caughtBy: rule.lazy,
    faults: {
      leaks: true,
      lookup(path, right) {
        const tree = right(path);
        tree.observe(() => undefined);
        return tree;
      },
    },
  },
  { does: 'closes a watch the moment nobody looks', caughtBy: rule.switching, faults: { lingerMs: 0 } },
  { does: 'never closes a watch', caughtBy: rule.leaving, faults: { leaks: true } },
  { does: 'never closes a watch', caughtBy: rule.unknownMany, faults: { leaks: true } },
];
