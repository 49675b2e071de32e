import { Path } from '@namerd/dtab';
import type { DelegateNode, DelegateTree } from '@namerd/namer';
import { type BoundSnapshot, decodeBound, decodePath } from './bound.ts';
import { decodeDentry } from './dtab-json.ts';
import { asArray, asNumber, asObject, asString, type JsonObject, type Place, unexpected, within } from './json.ts';
import { remoteFailure } from './remote-failure.ts';

/** Reads what `encodeDelegateTree` writes, and so namerd's own. Unknown fields are ignored. Throws `PARSE`. */
export function decodeDelegateTree(json: unknown, place: Place = ''): DelegateTree<BoundSnapshot> {
  const object = asObject(json, place);
  const node = decodeNode(object, place);
  const tree = (key: string): DelegateTree<BoundSnapshot> => decodeDelegateTree(object[key], within(place, key));
  switch (object['type']) {
    case 'neg':
      return { kind: 'neg', ...node };
    case 'fail':
      return { kind: 'fail', ...node };
    case 'empty':
      return { kind: 'empty', ...node };
    case 'delegate':
      return { kind: 'delegate', ...node, tree: tree('delegate') };
    case 'leaf':
      return { kind: 'leaf', ...node, value: decodeBound(object['bound'], within(place, 'bound')) };
    case 'alt': {
      const alt = within(place, 'alt');
      const trees = asArray(object['alt'], alt).map((branch, i) => decodeDelegateTree(branch, within(alt, i)));
      return { kind: 'alt', ...node, trees: trees };
    }
    case 'union': {
      const union = within(place, 'union');
      const trees = asArray(object['union'], union).map((branch, i) => decodeBranch(branch, within(union, i)));
      return { kind: 'union', ...node, trees: trees };
    }
    case 'exception':
      return { kind: 'exception', ...node, error: remoteFailure(object['message']) };
    case 'transformation':
      return {
        kind: 'transformation',
        ...node,
        name: asString(object['name'], within(place, 'name')),
        before: decodeBound(object['bound'], within(place, 'bound')),
        tree: tree('tree'),
      };
    default:
      throw unexpected(within(place, 'type'), 'a kind of delegate tree', object['type']);
  }
}

function decodeNode(object: JsonObject, place: Place): DelegateNode {
  const text = object['path'];
  const path = text === '~' || text === '!' ? Path.empty : decodePath(text, within(place, 'path'));
  if (object['dentry'] === undefined) return { path: path };
  return { path: path, dentry: decodeDentry(object['dentry'], within(place, 'dentry')) };
}

function decodeBranch(json: unknown, place: Place): { readonly weight: number; readonly tree: DelegateTree<BoundSnapshot> } {
  const object = asObject(json, place);
  const weight = asNumber(object['weight'], within(place, 'weight'));
  return { weight: weight, tree: decodeDelegateTree(object['tree'], within(place, 'tree')) };
}
