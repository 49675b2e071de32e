import type { NameTree } from '../name-tree.ts';
import { deeper } from './depth.ts';

/** What a tree comes to: the values by key, or one of the two ways of having none. */
type Outcome<T> = ReadonlyMap<unknown, T> | 'neg' | 'fail';

/** The values that a tree stands for, each once by its key; `undefined` if it comes to neg or fail. Weights are ignored. */
export function evaluate<T>(tree: NameTree<T>, key: (value: T) => unknown): readonly T[] | undefined {
  const outcome = outcomeOf(tree, key, 0);
  return outcome === 'neg' || outcome === 'fail' ? undefined : [...outcome.values()];
}

function outcomeOf<T>(tree: NameTree<T>, key: (value: T) => unknown, depth: number): Outcome<T> {
  switch (tree.kind) {
    case 'leaf':
      return new Map([[key(tree.value), tree.value]]);
    case 'neg':
    case 'fail':
      return tree.kind;
    case 'empty':
      return new Map();
    case 'alt': {
      for (const child of tree.trees) {
        const outcome = outcomeOf(child, key, deeper(depth));
        if (outcome !== 'neg') return outcome;
      }
      return 'neg';
    }
    case 'union': {
      const [first, second] = tree.trees;
      if (first !== undefined && second === undefined) return outcomeOf(first.tree, key, deeper(depth));
      let all: Map<unknown, T> | undefined;
      for (const { tree: child } of tree.trees) {
        const outcome = outcomeOf(child, key, deeper(depth));
        if (outcome === 'neg' || outcome === 'fail') continue;
        all ??= new Map();
        for (const [id, value] of outcome) if (!all.has(id)) all.set(id, value);
      }
      return all ?? 'neg';
    }
  }
}
