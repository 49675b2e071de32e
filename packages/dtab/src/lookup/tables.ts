import type { Dentry } from '../dentry.ts';
import type { Dtab } from '../dtab.ts';
import { inSlices, type SliceOptions } from '../slices.ts';
import type { DentryIndex } from './dentry-index.ts';
import { SmallTable } from './small-table.ts';
import { Table } from './table.ts';

/** The tables of a dtab in order of preference: several where dtabs were concatenated, so that each keeps its own index. */
const byDtab = new WeakMap<Dtab, readonly DentryIndex[]>();

/** The same by list, for dtab objects that share one. */
const byDentries = new WeakMap<readonly Dentry[], DentryIndex>();

/** Up to here a list is copied rather than asked beside another, and needs no trie. */
const fewDentries = 16;
const mostTables = 8;

/** How many dentries to put in their place between two looks at the clock. */
const stride = 1024;

/** The index of a list of dentries, made when it is first asked for. */
export function indexOf(dentries: readonly Dentry[]): DentryIndex {
  if (dentries.length <= fewDentries) return new SmallTable(dentries);
  const table = byDentries.get(dentries) ?? new Table(dentries);
  byDentries.set(dentries, table);
  return table;
}

/** The index of a dtab, made when it is first asked for. */
export function tablesOf(dtab: Dtab): readonly DentryIndex[] {
  const known = byDtab.get(dtab);
  if (known !== undefined) return known;
  const tables = [indexOf(dtab.dentries)];
  byDtab.set(dtab, tables);
  return tables;
}

/** Makes the index now, in slices. */
export async function prepare(dtab: Dtab, options?: SliceOptions): Promise<void> {
  for (const table of tablesOf(dtab)) await inSlices(table.prepare(stride), options);
}

/** Without reading the dentries of a concatenation, which would copy them. */
function sizeOf(dtab: Dtab): number {
  return byDtab.get(dtab)?.reduce((size, table) => size + table.dentries.length, 0) ?? dtab.dentries.length;
}

/**
 * The dentries of `weak`, then those of `strong`. Costs the same whatever the size of the two: their indexes are asked one after the
 * other, and their dentries are only copied into one list when somebody reads it.
 */
export function concat(weak: Dtab, strong: Dtab): Dtab {
  const sizes = [sizeOf(weak), sizeOf(strong)] as const;
  if (sizes[1] === 0) return weak;
  if (sizes[0] === 0) return strong;
  if (sizes[0] + sizes[1] <= fewDentries) return { dentries: weak.dentries.concat(strong.dentries) };
  const tables = [...tablesOf(strong), ...tablesOf(weak)];
  let all: readonly Dentry[] | undefined;
  const dtab: Dtab = {
    // An own, enumerable property: structured clone and JSON see a list.
    get dentries() {
      all ??= tables.toReversed().flatMap((table) => table.dentries);
      return all;
    },
  };
  if (tables.length <= mostTables) byDtab.set(dtab, tables);
  return dtab;
}
