import type { NameTree } from '@namerd/dtab';
import { type BoundSnapshot, decodeBound, encodeBound } from './bound.ts';
import { formatDouble } from './double.ts';
import { asArray, asNumber, asObject, type Place, unexpected, within } from './json.ts';

/**
 * The answer of `/bind` as JSON. Leaves below a union have that branch's weight in the metadata of their address (the innermost, where
 * unions are nested), as clients of namerd expect.
 */
export function encodeBindTree(tree: NameTree<BoundSnapshot>, treeWeight?: number): string {
  switch (tree.kind) {
    case 'neg':
    case 'fail':
    case 'empty':
      return `{"type":"${tree.kind}"}`;
    case 'leaf':
      return `{"type":"leaf","bound":${encodeBound(tree.value, treeWeight)}}`;
    case 'alt':
      return `{"type":"alt","alt":[${tree.trees.map((branch) => encodeBindTree(branch, treeWeight)).join(',')}]}`;
    case 'union': {
      const branches = tree.trees.map(
        ({ weight, tree: branch }) => `{"weight":${formatDouble(weight)},"tree":${encodeBindTree(branch, weight)}}`,
      );
      return `{"type":"union","union":[${branches.join(',')}]}`;
    }
    default:
      return tree satisfies never;
  }
}

/** Reads what {@link encodeBindTree} writes. Unknown fields are ignored. Throws `PARSE`. */
export function decodeBindTree(json: unknown, place: Place = ''): NameTree<BoundSnapshot> {
  const object = asObject(json, place);
  switch (object['type']) {
    case 'neg':
      return { kind: 'neg' };
    case 'fail':
      return { kind: 'fail' };
    case 'empty':
      return { kind: 'empty' };
    case 'leaf':
      return { kind: 'leaf', value: decodeBound(object['bound'], within(place, 'bound')) };
    case 'alt': {
      const alt = within(place, 'alt');
      return { kind: 'alt', trees: asArray(object['alt'], alt).map((branch, i) => decodeBindTree(branch, within(alt, i))) };
    }
    case 'union': {
      const union = within(place, 'union');
      return { kind: 'union', trees: asArray(object['union'], union).map((branch, i) => decodeBranch(branch, within(union, i))) };
    }
    default:
      throw unexpected(within(place, 'type'), 'a kind of name tree', object['type']);
  }
}

function decodeBranch(json: unknown, place: Place): { readonly weight: number; readonly tree: NameTree<BoundSnapshot> } {
  const object = asObject(json, place);
  const weight = asNumber(object['weight'], within(place, 'weight'));
  return { weight: weight, tree: decodeBindTree(object['tree'], within(place, 'tree')) };
}
