import type { Dtab } from '../dtab.ts';
import { inSlices, type SliceOptions } from '../slices.ts';
import { type Finding, Findings, type LintOptions } from './finding.ts';
import { LoopSearch } from './loops.ts';
import { lintReach } from './reach.ts';
import { lintTrees } from './trees.ts';

/** How many dentries to look at between two looks at the clock. */
const stride = 256;

/** Options of {@link lintAsync}. */
export interface LintAsyncOptions extends LintOptions, SliceOptions {}

/**
 * What is odd about a dtab, by dentry: loops, dentries and alternatives that are never tried, weights of 0. A dtab with findings still
 * works as written. Takes time in proportion to the dtab, within the limits of the options: about a second for 200,000 dentries.
 */
export function lint(dtab: Dtab, options: LintOptions = {}): readonly Finding[] {
  const findings = new Findings(options.maxFindings ?? 1000);
  for (const _ of checks(dtab, options, findings));
  return findings.sorted(dtab.dentries.length);
}

/** The same, giving other work its turn every `sliceMs`. Rejects with `ABORTED` if `signal` aborts. */
export async function lintAsync(dtab: Dtab, options: LintAsyncOptions = {}): Promise<readonly Finding[]> {
  const findings = new Findings(options.maxFindings ?? 1000);
  await inSlices(checks(dtab, options, findings), options);
  return findings.sorted(dtab.dentries.length);
}

function* checks(dtab: Dtab, options: LintOptions, findings: Findings): Iterable<void> {
  const maxDepth = Math.min(options.maxDepth ?? 100, 1000);
  const maxSteps = options.maxSteps ?? 10_000 + 10 * dtab.dentries.length;
  yield* new LoopSearch(dtab, findings, { maxSteps, maxDepth }).steps(stride);
  yield* lintTrees(dtab, findings, stride);
  yield* lintReach(dtab, findings, stride);
}
