import type { Rule } from '../space.ts';
import { addresses } from './addresses.ts';
import { answers } from './answers.ts';
import { lifecycle } from './lifecycle.ts';
import { outages } from './outages.ts';
import { sharing } from './sharing.ts';

/** All rules, in the order of the report. */
export const rules: readonly Rule[] = [...answers, ...addresses, ...outages, ...sharing, ...lifecycle];
