import { type Activity, failing, type Keyed, keyed } from '@namerd/activity';
import { type Dentry, type NameTree, Path } from '@namerd/dtab';
import { foldPaths } from './fold.ts';
import { type BindLimits, exceeded } from './limits.ts';
import type { Lookup } from './lookup.ts';
import type { Place, Policy, Sized } from './policy.ts';

/** A place, and how many lookups away from the beginning it is. */
interface DeepPlace extends Place {
  readonly depth: number;
}

/**
 * One binding: follows names from lookup to lookup until they are bound. The same name at the same depth is looked up once, however
 * many branches come by, and forgotten when none does any more; so names that double at every level cost one lookup a level.
 */
export class Binding<T> {
  readonly #policy: Policy<T>;
  readonly #lookup: Lookup;
  readonly #limits: BindLimits;
  readonly #names: Keyed<DeepPlace, Sized<T>>;
  /** Numbers of dentries, for keys: the text of one may be as long as a dtab. */
  readonly #numbers = new WeakMap<Dentry, number>();
  #lastNumber = 0;
  #tooDeep: Activity<never> | undefined;
  #tooMany: Activity<never> | undefined;

  constructor(policy: Policy<T>, lookup: Lookup, limits: BindLimits) {
    this.#policy = policy;
    this.#lookup = lookup;
    this.#limits = limits;
    this.#names = keyed((at) => this.#begin(at), { lingerMs: 0, idOf: (at) => this.#keyOf(at) });
  }

  /** The result for a tree of names; for a name, if it is a leaf. */
  bind(tree: NameTree<Path>): Activity<T> {
    const at: Place = { path: Path.empty, dentry: undefined };
    const result = foldPaths(this.#policy, tree, at, (path, dentry) => this.#name(path, dentry, 0));
    return result.map(({ tree: bound }) => bound, this.#policy.equals);
  }

  #name(path: Path, dentry: Dentry | undefined, depth: number): Activity<Sized<T>> {
    if (depth < this.#limits.maxDepth) return this.#names({ path, dentry, depth });
    this.#tooDeep ??= failing(exceeded('maxDepth', this.#policy.tooDeep(this.#limits.maxDepth)));
    return this.#tooDeep;
  }

  #begin(at: DeepPlace): Activity<Sized<T>> {
    if (this.#names.size < this.#limits.maxLookups) {
      return this.#policy.name(at, this.#lookup, (path, dentry) => this.#name(path, dentry, at.depth + 1));
    }
    const message = `more than ${this.#limits.maxLookups} lookups needed for one name`;
    this.#tooMany ??= failing(exceeded('maxLookups', message));
    return this.#tooMany;
  }

  #keyOf({ depth, path, dentry }: DeepPlace): string {
    return `${depth} ${Path.show(path)} ${dentry === undefined ? '' : this.#numberOf(dentry)}`;
  }

  #numberOf(dentry: Dentry): number {
    let number = this.#numbers.get(dentry);
    if (number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(dentry, number);
    }
    return number;
  }
}
