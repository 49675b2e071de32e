import { Path } from '@namerd/dtab';
import { Namespace } from '@namerd/store';
import { decodePath } from './bound.ts';
import { asArray, asString, within } from './json.ts';

/** The names of the namespaces as a JSON array. */
export function encodeNamespaces(names: readonly Namespace[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(',')}]`;
}

/** Reads what {@link encodeNamespaces} writes. Throws `PARSE`, and `NAMESPACE_INVALID` for a name that is none. */
export function decodeNamespaces(json: unknown): readonly Namespace[] {
  return asArray(json, '').map((name, i) => Namespace.parse(asString(name, within('', i))));
}

/** Bound ids as a JSON array of paths. */
export function encodeBoundNames(ids: readonly Path[]): string {
  return `[${ids.map((id) => JSON.stringify(Path.show(id))).join(',')}]`;
}

/** Reads what {@link encodeBoundNames} writes, and the `[""]` by which namerd says none. Throws `PARSE`. */
export function decodeBoundNames(json: unknown): readonly Path[] {
  const names = asArray(json, '');
  if (names.length === 1 && names[0] === '') return [];
  return names.map((name, i) => decodePath(name, within('', i)));
}
