import type { Dentry } from './dentry.ts';

/** A delegation table: rewrite rules in order. Later ones are preferred, earlier ones stay as fallback. */
export interface Dtab {
  readonly dentries: readonly Dentry[];
}
