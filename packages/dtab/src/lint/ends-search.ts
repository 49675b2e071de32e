import type { NameTree } from '../name-tree.ts';
import { simplify } from '../tree/transform.ts';

/** Whether nothing behind a tree is ever tried, whatever its leaves come to: it cannot be neg. */
export function endsSearch<T>(tree: NameTree<T>): boolean {
  const simple = simplify(tree);
  switch (simple.kind) {
    case 'fail':
    case 'empty':
      return true;
    case 'alt':
      return simple.trees.some(endsSearch);
    case 'union':
      return simple.trees.some(({ tree: branch }) => branch.kind === 'empty');
    default:
      return false;
  }
}
