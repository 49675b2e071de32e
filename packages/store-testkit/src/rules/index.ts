import type { Rule } from '../space.ts';
import { lifecycleRules } from './lifecycle.ts';
import { outageRules } from './outage.ts';
import { readRules } from './reads.ts';
import { sharedSpaceRules } from './shared-space.ts';
import { textRules } from './text.ts';
import { writeRules } from './writes.ts';

/** All rules, in the order of the tests. */
export const rules: readonly Rule[] = [
  ...writeRules,
  ...readRules,
  ...textRules,
  ...outageRules,
  ...sharedSpaceRules,
  ...lifecycleRules,
];
