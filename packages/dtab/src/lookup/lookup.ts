import type { Dentry } from '../dentry.ts';
import type { Dtab } from '../dtab.ts';
import type { Label } from '../label.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { neg } from '../tree/nodes.ts';
import { map } from '../tree/transform.ts';
import { matching } from './tables.ts';

/** A dentry that matches a path, and what it makes of that path. */
export interface Match {
  readonly dentry: Dentry;
  readonly tree: NameTree<Path>;
}

/** The destination of a dentry that matches, with what its prefix leaves of the path at the end of each leaf. */
function rewritten(dentry: Dentry, labels: readonly Label[]): NameTree<Path> {
  const { prefix, dst } = dentry;
  if (prefix.length === labels.length) return dst;
  if (dst.kind === 'leaf') return { kind: 'leaf', value: extended(dst.value, labels, prefix.length) };
  return map(dst, (leaf) => extended(leaf, labels, prefix.length));
}

function extended(path: Path, labels: readonly Label[], from: number): Path {
  const all = path.labels.slice();
  for (let i = from; i < labels.length; i++) all.push(labels[i] as Label);
  return { labels: all };
}

/** What a dtab makes of a path: neg without a match, the one match, or an alternation of all, the last dentry first. */
export function lookup(dtab: Dtab, path: Path): NameTree<Path> {
  const found = matching(dtab, path.labels);
  const [first] = found;
  if (first === undefined) return neg;
  if (found.length === 1) return rewritten(first, path.labels);
  return { kind: 'alt', trees: found.map((dentry) => rewritten(dentry, path.labels)) };
}

/** The same, with the dentry of each match. */
export function matches(dtab: Dtab, path: Path): readonly Match[] {
  return matching(dtab, path.labels).map((dentry) => ({ dentry, tree: rewritten(dentry, path.labels) }));
}
