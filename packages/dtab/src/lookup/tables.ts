import type { Dentry } from '../dentry.ts';
import type { Dtab } from '../dtab.ts';
import type { Label } from '../label.ts';
import { Table } from './table.ts';

/** The tables of a dtab in order of preference: several where dtabs were concatenated, so that each keeps its own index. */
const tables = new WeakMap<Dtab, readonly Table[]>();

/** Up to here copying is cheaper than another table to ask. */
const smallTable = 64;
const mostTables = 8;

function tablesOf(dtab: Dtab): readonly Table[] {
  let found = tables.get(dtab);
  if (found === undefined) {
    found = [new Table(dtab.dentries)];
    tables.set(dtab, found);
  }
  return found;
}

/** The dentries that match, in order of preference: the last of the dtab first. */
export function matching(dtab: Dtab, labels: readonly Label[]): readonly Dentry[] {
  const found: Dentry[] = [];
  for (const table of tablesOf(dtab)) table.collect(labels, found);
  return found;
}

/**
 * The dentries of `weak`, then those of `strong`. Costs the same whatever the size of the two: their indexes are asked one after the
 * other, and their dentries are only copied into one list when somebody reads it.
 */
export function joined(weak: Dtab, strong: Dtab): Dtab {
  if (weak.dentries.length + strong.dentries.length <= smallTable) return { dentries: weak.dentries.concat(strong.dentries) };
  const parts = [...tablesOf(strong), ...tablesOf(weak)];
  let all: readonly Dentry[] | undefined;
  const dtab: Dtab = {
    // An own, enumerable property: structured clone and JSON see a list.
    get dentries() {
      all ??= parts.toReversed().flatMap((table) => table.dentries);
      return all;
    },
  };
  if (parts.length <= mostTables) tables.set(dtab, parts);
  return dtab;
}
