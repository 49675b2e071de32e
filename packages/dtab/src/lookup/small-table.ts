import type { Dentry } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { map } from '../tree/transform.ts';
import type { DentryIndex } from './dentry-index.ts';
import { matchesFrom } from './matches-from.ts';

/** Asks every dentry in turn: for few it is as fast as a trie, and needs no making. */
export class SmallTable implements DentryIndex {
  readonly dentries: readonly Dentry[];

  constructor(dentries: readonly Dentry[]) {
    this.dentries = dentries;
  }

  find(labels: readonly Label[]): readonly number[] {
    const found: number[] = [];
    for (let entry = this.dentries.length - 1; entry >= 0; entry--) {
      const dentry = this.dentries[entry];
      if (dentry !== undefined && matchesFrom(dentry.prefix, labels, 0)) found.push(entry);
    }
    return found;
  }

  rewrite(entry: number, labels: readonly Label[]): NameTree<Path> | undefined {
    const dentry = this.dentries[entry];
    if (dentry === undefined || dentry.prefix.length === labels.length) return dentry?.dst;
    const residual = labels.slice(dentry.prefix.length);
    return map(dentry.dst, (path) => ({ labels: [...path.labels, ...residual] }));
  }

  prepare(): Iterable<void> {
    return [];
  }
}
