import type { Faults } from '../memory-namer.ts';

/** A namer that is wrong in one way, and the rule that must find it. */
export interface Mutant {
  /** Completes "a namer that". */
  readonly does: string;
  /** The title of the rule that must fail. */
  readonly caughtBy: string;
  readonly faults: Faults;
}
