import type { NameTree, Weighted } from '../name-tree.ts';
import type { Path } from '../path.ts';

type Tree = NameTree<Path>;

/** What stands in one pair of parentheses, while it is read. */
interface Group {
  /** Of the whole group among its siblings. */
  readonly weight: number;
  readonly alternatives: Tree[];
  branches: Weighted<Path>[];
}

function unionOf(branches: readonly Weighted<Path>[]): Tree {
  const [first] = branches;
  return branches.length === 1 && first !== undefined ? first.tree : { kind: 'union', trees: branches };
}

/** Builds a tree from operands and operators as they are met. `&` binds tighter than `|`; a list of one is its element. */
export class TreeBuilder {
  readonly #outer: Group[] = [];
  #group: Group = { weight: 1, alternatives: [], branches: [] };

  /** How many parentheses are open. */
  get depth(): number {
    return this.#outer.length;
  }

  /** The longest list that is being read. */
  get width(): number {
    return Math.max(this.#group.alternatives.length, this.#group.branches.length);
  }

  operand(weight: number, tree: Tree): void {
    this.#group.branches.push({ weight, tree });
  }

  /** `|` */
  alternative(): void {
    this.#group.alternatives.push(unionOf(this.#group.branches));
    this.#group.branches = [];
  }

  /** `(` */
  open(weight: number): void {
    this.#outer.push(this.#group);
    this.#group = { weight, alternatives: [], branches: [] };
  }

  /** `)`, of which there is one for each `open`. */
  close(): void {
    const { weight } = this.#group;
    const tree = this.result();
    this.#group = this.#outer.pop() ?? { weight: 1, alternatives: [], branches: [] };
    this.operand(weight, tree);
  }

  /** The tree of the innermost group: once every parenthesis is closed, the whole. */
  result(): Tree {
    const { alternatives, branches } = this.#group;
    if (alternatives.length === 0) return unionOf(branches);
    return { kind: 'alt', trees: [...alternatives, unionOf(branches)] };
  }
}
