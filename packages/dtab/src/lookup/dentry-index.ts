import type { Dentry } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';

/** What finds the dentries of one list. They must not change. */
export interface DentryIndex {
  readonly dentries: readonly Dentry[];
  /** The number of the dentry that matches, -1 if none does, or the numbers of all that do, the last one first. */
  find(labels: readonly Label[]): number | readonly number[];
  /** What a dentry that was found makes of the labels. */
  rewrite(entry: number, labels: readonly Label[]): NameTree<Path> | undefined;
  /** Does in advance what would take a lookup long, pausing after every `stride` dentries. */
  prepare(stride: number): Iterable<void>;
}
