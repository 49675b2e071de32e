import type { Dtab } from '../dtab.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { deeper } from '../tree/depth.ts';
import { showTree } from '../tree/show.ts';
import { endsSearch } from './ends-search.ts';
import type { Findings } from './finding.ts';

/** Long destinations are cut in messages and details. */
const mostShown = 200;

function shown(tree: NameTree<Path>): string {
  const text = showTree(tree);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

/** Looks into each destination: alternatives that are never reached, and weights of 0. */
export function* lintTrees(dtab: Dtab, findings: Findings, stride: number): Iterable<void> {
  for (const [index, { dst }] of dtab.dentries.entries()) {
    if (findings.isFull) return;
    if (index % stride === 0) yield;
    if (dst.kind === 'alt' || dst.kind === 'union') lintTree(dst, index, findings, 0);
  }
}

function lintTree(tree: NameTree<Path>, index: number, findings: Findings, depth: number): void {
  if (tree.kind === 'alt') {
    lintAlternatives(tree.trees, index, findings);
    for (const child of tree.trees) lintTree(child, index, findings, deeper(depth));
  } else if (tree.kind === 'union') {
    lintWeights(tree, index, findings);
    for (const { tree: child } of tree.trees) lintTree(child, index, findings, deeper(depth));
  }
}

function lintAlternatives(trees: readonly NameTree<Path>[], index: number, findings: Findings): void {
  const last = trees.findIndex(endsSearch);
  const dead = last === -1 ? undefined : trees[last + 1];
  if (dead === undefined) return;
  const alternative = shown(dead);
  findings.add({
    code: 'DEAD_ALTERNATIVE',
    severity: 'warning',
    message: `the alternative ${alternative} is never tried: the one before it always ends the search`,
    index,
    details: { alternative },
  });
}

function lintWeights(tree: NameTree<Path> & { kind: 'union' }, index: number, findings: Findings): void {
  const weightless = tree.trees.filter(({ weight }) => weight === 0);
  if (weightless.length === 0) return;
  if (weightless.length === tree.trees.length) {
    const union = shown(tree);
    findings.add({
      code: 'ALL_ZERO_UNION',
      severity: 'warning',
      message: `all weights of ${union} are 0: each branch gets the same share`,
      index,
      details: { union },
    });
    return;
  }
  for (const { tree: child } of weightless) {
    const branch = shown(child);
    findings.add({
      code: 'ZERO_WEIGHT',
      severity: 'info',
      message: `the branch ${branch} has weight 0 and gets no traffic`,
      index,
      details: { branch },
    });
  }
}
