import type { Activity } from './activity.ts';
import { live } from './live.ts';
import { Collected } from './node/collect.ts';
import { toNode } from './node/to-node.ts';
import type { State } from './state.ts';

/**
 * The states of all parts, in order, as one value that is always ok: the caller decides what a pending or failed part means.
 * Flat and free of glitches, however many parts there are.
 */
export function collect<T>(parts: readonly Activity<T>[]): Activity<readonly State<T>[]> {
  return live(new Collected(parts.map((part) => toNode(part))));
}
