import type { Namespace } from '@namerd/plugin';

/** The names of everything that the store keeps in Redis. The braces put all keys into one slot of a cluster, so that scripts may touch them together. */
export interface Keys {
  /** A hash `{version, dtab}`. */
  readonly dtab: (namespace: Namespace) => string;
  /** The set of the namespaces that exist. */
  readonly names: string;
  /** Counts the writes; never goes back unless Redis has lost some. */
  readonly counter: string;
  /** The channel on which changes of a namespace are published, or, without one, those of the set of names. */
  readonly changes: (namespace?: Namespace) => string;
}

/** The keys below a prefix. */
export function keysOf(prefix: string): Keys {
  const tag = `{${prefix}}`;
  return {
    dtab: (namespace) => `${tag}:dtab:${namespace}`,
    names: `${tag}:names`,
    counter: `${tag}:counter`,
    changes: (namespace) => (namespace === undefined ? `${tag}:changes` : `${tag}:changes:${namespace}`),
  };
}
