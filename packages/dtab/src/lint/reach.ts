import type { Dentry, Prefix } from '../dentry.ts';
import type { Dtab } from '../dtab.ts';
import type { Label } from '../label.ts';
import { indexOf } from '../lookup/tables.ts';
import { Path } from '../path.ts';
import { equalTrees } from '../tree/compare.ts';
import { endsSearch } from './ends-search.ts';
import type { Findings } from './finding.ts';

/**
 * The labels of a name that a prefix matches, and that only prefixes match which match all its names: no label that can be written is
 * empty, so only a `*` stands for one that is.
 */
export function genericName(prefix: Prefix): readonly Label[] {
  return prefix.map((element) => (element === '*' ? ('' as Label) : element));
}

/** Looks for dentries that others keep from being asked. From the last to the first, each in time that its own prefix takes. */
export function* lintReach(dtab: Dtab, findings: Findings, stride: number): Iterable<void> {
  const { dentries } = dtab;
  const isBlocking = dentries.map(({ dst }) => endsSearch(dst));
  const blocking = dentries.flatMap((_, index) => (isBlocking[index] ? [index] : []));
  const blockers = indexOf(blocking.flatMap((index) => dentries[index] ?? []));
  yield* blockers.prepare(stride);
  const later = new Map<string, number>();
  for (let index = dentries.length - 1; index >= 0 && !findings.isFull; index--) {
    const dentry = dentries[index];
    if (dentry === undefined) continue;
    if (index % stride === 0) yield;
    const found = blockers.find(genericName(dentry.prefix));
    const blocker = blocking[typeof found === 'number' ? found : (found[0] ?? -1)] ?? -1;
    const text = dentry.prefix.join('/');
    const same = later.get(text);
    later.set(text, same ?? index);
    if (blocker > index) addUnreachable(index, blocker, findings);
    else if (same !== undefined) addShadowed(dentry, index, dentries[same], same, findings);
  }
}

function addUnreachable(index: number, by: number, findings: Findings): void {
  findings.add({
    code: 'UNREACHABLE',
    severity: 'warning',
    message: `never asked: dentry ${by} takes every name that this one matches and never falls through`,
    index,
    details: { by },
  });
}

function addShadowed(dentry: Dentry, index: number, other: Dentry | undefined, by: number, findings: Findings): void {
  const isSame = other !== undefined && equalTrees(dentry.dst, other.dst, Path.equals);
  findings.add({
    code: isSame ? 'DUPLICATE' : 'SHADOWED',
    severity: isSame ? 'warning' : 'info',
    message: isSame ? `the same as dentry ${by}` : `only a fallback: dentry ${by} has the same prefix and is tried first`,
    index,
    details: { by },
  });
}
