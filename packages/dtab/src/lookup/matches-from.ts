import type { Prefix } from '../dentry.ts';
import type { Label } from '../label.ts';

/** Whether a prefix matches, given that its first `depth` elements do. */
export function matchesFrom(prefix: Prefix, labels: readonly Label[], depth: number): boolean {
  if (prefix.length > labels.length) return false;
  for (let i = depth; i < prefix.length; i++) if (prefix[i] !== '*' && prefix[i] !== labels[i]) return false;
  return true;
}
