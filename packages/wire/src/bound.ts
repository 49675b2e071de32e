import type { State } from '@namerd/activity';
import { Path } from '@namerd/dtab';
import type { Addr } from '@namerd/namer';
import { decodeAddr, encodeAddr } from './addr.ts';
import { asObject, asString, inText, type Place, within } from './json.ts';

/** A bound name and its endpoints as both stand at one moment: what the wire carries of a `Bound`. */
export interface BoundSnapshot {
  readonly id: Path;
  readonly residual: Path;
  readonly addr: State<Addr>;
}

/** A bound name as JSON: address, id and residual path. `treeWeight` is the weight of the union branch above, if any. */
export function encodeBound(bound: BoundSnapshot, treeWeight?: number): string {
  const id = JSON.stringify(Path.show(bound.id));
  return `{"addr":${encodeAddr(bound.addr, treeWeight)},"id":${id},"path":${JSON.stringify(Path.show(bound.residual))}}`;
}

/** Reads what {@link encodeBound} writes. Throws `PARSE`. */
export function decodeBound(json: unknown, place: Place = ''): BoundSnapshot {
  const object = asObject(json, place);
  return {
    addr: decodeAddr(object['addr'], within(place, 'addr')),
    id: decodePath(object['id'], within(place, 'id')),
    residual: decodePath(object['path'], within(place, 'path')),
  };
}

/** A path from its text. Throws `PARSE` with the place. */
export function decodePath(json: unknown, place: Place): Path {
  const text = asString(json, place);
  return inText(place, () => Path.parse(text));
}
