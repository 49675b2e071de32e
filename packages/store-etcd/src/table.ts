import type { Namespace, NamingError } from '@namerd/plugin';

/** What is stored under a name. */
export interface Stored {
  /** The write that made it. */
  readonly revision: bigint;
  /** The text; or why there can be none. */
  readonly content: string | NamingError;
}

/** Everything that is stored, as of a revision. */
export interface Table {
  readonly revision: bigint;
  readonly entries: ReadonlyMap<Namespace, Stored>;
}

/** A namespace written, or deleted if there is nothing stored any more. */
export interface TableChange {
  readonly namespace: Namespace;
  readonly revision: bigint;
  readonly stored: Stored | undefined;
}

/** Whether it is the same write of the same text: a cluster that was set up anew counts from 1 again. */
export function sameStored(a: Stored | undefined, b: Stored | undefined): boolean {
  return a === b || (a?.revision === b?.revision && String(a?.content) === String(b?.content));
}

/** Operations on {@link Table}. */
export const Table = {
  /** Whether both have the same entries, of whatever revision: of most revisions of etcd the dtabs know nothing. */
  equals(a: Table, b: Table): boolean {
    if (a.entries === b.entries) return true;
    if (a.entries.size !== b.entries.size) return false;
    for (const [namespace, stored] of a.entries) if (!sameStored(stored, b.entries.get(namespace))) return false;
    return true;
  },

  /** The table after these changes, which are in order. */
  apply(table: Table, changes: readonly TableChange[]): Table {
    if (changes.length === 0) return table;
    const entries = new Map(table.entries);
    let { revision } = table;
    for (const change of changes) {
      if (change.stored === undefined) entries.delete(change.namespace);
      else entries.set(change.namespace, change.stored);
      if (change.revision > revision) revision = change.revision;
    }
    return { revision, entries };
  },

  /** The names, sorted. */
  names(table: Table): readonly Namespace[] {
    return [...table.entries.keys()].sort();
  },
} as const;
