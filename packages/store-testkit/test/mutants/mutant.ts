import type { DtabStore } from '@namerd/store';
import type { Disk } from '../reference.ts';

/** A store that is wrong in one way, and the rule that must find it. */
export interface Mutant {
  /** Completes "a store where". */
  readonly title: string;
  /** The beginning of the title of a rule that must fail. */
  readonly caughtBy: string;
  readonly store: new (disk: Disk) => DtabStore;
}
