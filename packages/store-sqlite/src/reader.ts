import { Dtab, NamingError, type VersionedDtab } from '@namerd/plugin';
import type { Row } from './connection.ts';

/**
 * Reads the text of one namespace, again only when its version has changed: the same version gives the same dtab, or throws the same
 * `PARSE`.
 */
export function createReader(): (row: Row | undefined) => VersionedDtab | undefined {
  let last: { readonly row: Row; readonly outcome: VersionedDtab | NamingError } | undefined;
  return (row) => {
    if (row === undefined) return undefined;
    if (last?.row.version !== row.version) last = { row, outcome: parse(row) };
    if (last.outcome instanceof NamingError) throw last.outcome;
    return last.outcome;
  };
}

function parse({ text, version }: Row): VersionedDtab | NamingError {
  try {
    return { dtab: Dtab.parse(text), version };
  } catch (error) {
    return NamingError.from(error);
  }
}
