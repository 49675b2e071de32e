import type { Dentry } from '../dentry.ts';
import type { Dtab } from '../dtab.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { neg } from '../tree/nodes.ts';
import { tablesOf } from './tables.ts';

/** A dentry that matches a path, and what it makes of that path. */
export interface Match {
  readonly dentry: Dentry;
  readonly tree: NameTree<Path>;
}

/** What a dtab makes of a path: neg without a match, the one match, or an alternation of all, the last dentry first. */
export function lookup(dtab: Dtab, path: Path): NameTree<Path> {
  const trees: NameTree<Path>[] = [];
  for (const table of tablesOf(dtab)) {
    const found = table.find(path.labels);
    if (typeof found !== 'number') {
      for (const entry of found) trees.push(table.rewrite(entry, path.labels) ?? neg);
    } else if (found !== -1) {
      trees.push(table.rewrite(found, path.labels) ?? neg);
    }
  }
  const [first] = trees;
  if (first === undefined) return neg;
  return trees.length === 1 ? first : { kind: 'alt', trees };
}

/** The same, with the dentry of each match. */
export function matches(dtab: Dtab, path: Path): readonly Match[] {
  const all: Match[] = [];
  for (const table of tablesOf(dtab)) {
    const found = table.find(path.labels);
    for (const entry of typeof found === 'number' ? [found] : found) {
      const dentry = table.dentries[entry];
      if (dentry !== undefined) all.push({ dentry, tree: table.rewrite(entry, path.labels) ?? neg });
    }
  }
  return all;
}
