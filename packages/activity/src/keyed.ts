import { NamingError } from '@namerd/errors';
import type { Activity } from './activity.ts';
import { type Clock, systemClock } from './clock.ts';
import { live } from './live.ts';
import { Constant } from './node/constant.ts';
import { KeyedEntries, Keyed as KeyedNode } from './node/keyed.ts';
import type { Node } from './node/node.ts';
import { toNode } from './node/to-node.ts';
import { State } from './state.ts';

/** Options of {@link keyed}. */
export interface KeyedOptions<K> {
  /** How long a key outlives its last observer, so that a quick return finds its watch running. Default 10,000; 0 for not at all. */
  readonly lingerMs?: number;
  /** How many keys without observers may linger; the longest idle goes first. Observed keys do not count. Default 1,000. */
  readonly capacity?: number;
  /** The identity of a key. Default `String(key)`. */
  readonly idOf?: (key: K) => string;
  readonly clock?: Clock;
  /** When it aborts, lingering keys are forgotten at once and none lingers any more. */
  readonly signal?: AbortSignal;
}

/** One shared activity per key. */
export interface Keyed<K, V> {
  (key: K): Activity<V>;
  /** Keys that are observed or linger. */
  readonly size: number;
  /** Whether the key is observed or lingers, so that its watch is running. */
  has(key: K): boolean;
}

/**
 * Shares one activity per key, however many ask for it. An entry is made when a key is observed, not when it is asked for,
 * and forgotten a linger after its last observer: asking for 10,000 unknown keys leaves nothing behind. Let the key be the
 * backend's (a service), never a request path, or each residual would have a watch of its own.
 */
export function keyed<K, V>(make: (key: K) => Activity<V>, options: KeyedOptions<K> = {}): Keyed<K, V> {
  const idOf = options.idOf ?? String;
  const entries = new KeyedEntries<V>({
    lingerMs: options.lingerMs ?? 10_000,
    capacity: options.capacity ?? 1_000,
    clock: options.clock ?? systemClock,
    signal: options.signal,
  });
  const lookup = (key: K): Activity<V> => live(new KeyedNode(idOf(key), entries, () => nodeFor(make, key)));
  const has = (key: K): boolean => entries.has(idOf(key));
  return Object.defineProperties(lookup, { size: { get: () => entries.size }, has: { value: has } }) as Keyed<K, V>;
}

function nodeFor<K, V>(make: (key: K) => Activity<V>, key: K): Node<V> {
  try {
    return toNode(make(key));
  } catch (thrown) {
    return new Constant<V>(State.failed(NamingError.from(thrown)));
  }
}
