import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { deeper } from './depth.ts';
import { showWeight } from './show-weight.ts';

/** How to show. */
export interface ShowOptions {
  /** Prints a weight other than 1. Default: the shortest decimal that reads back as the same number, without an exponent. */
  readonly weight?: (weight: number) => string;
}

/** Where a tree stands: decides about parentheses. */
type Place = 'outside' | 'alternative' | 'branch';

/** The text of a path. */
export function showPath(path: Path): string {
  return `/${path.labels.join('/')}`;
}

/** Lists of one are transparent, and a list of none is `~`, which means the same and can be read. */
export function showTree(tree: NameTree<Path>, options?: ShowOptions): string {
  return show(tree, 'outside', options?.weight ?? showWeight, 0);
}

function show(tree: NameTree<Path>, place: Place, weight: (weight: number) => string, depth: number): string {
  switch (tree.kind) {
    case 'leaf':
      return showPath(tree.value);
    case 'neg':
      return '~';
    case 'fail':
      return '!';
    case 'empty':
      return '$';
    case 'alt': {
      const [first, second] = tree.trees;
      if (first === undefined) return '~';
      if (second === undefined) return show(first, place, weight, deeper(depth));
      const text = tree.trees.map((child) => show(child, 'alternative', weight, deeper(depth))).join(' | ');
      return place === 'outside' ? text : `(${text})`;
    }
    case 'union': {
      const [first, second] = tree.trees;
      if (first === undefined) return '~';
      if (second === undefined) return show(first.tree, place, weight, deeper(depth));
      const text = tree.trees
        .map((child) => {
          const shown = show(child.tree, 'branch', weight, deeper(depth));
          return child.weight === 1 ? shown : `${weight(child.weight)}*${shown}`;
        })
        .join(' & ');
      return place === 'branch' ? `(${text})` : text;
    }
  }
}
