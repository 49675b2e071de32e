import { type Equals, State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `map`: computes only when its input has a new value. */
export class Mapped<T, U> extends Node<U> {
  readonly #outer: Node<T>;
  readonly #f: (value: T) => U;
  #memo: { readonly input: T; readonly output: U } | undefined;

  constructor(outer: Node<T>, f: (value: T) => U, equals?: Equals<U>) {
    super(`${outer.name}.map`, equals);
    this.#outer = outer;
    this.#f = f;
  }

  protected activate(): void {
    this.#outer.attach(this);
  }

  protected deactivate(): void {
    this.#memo = undefined;
    this.#outer.detach(this);
  }

  protected recompute(): void {
    this.#outer.refresh();
    const { state } = this.#outer;
    this.publish(State.map(state, (value) => this.#apply(value)));
  }

  /** A throw is turned into `failed` where every computation is, in `refresh`. */
  #apply(input: T): U {
    if (this.#memo === undefined || !Object.is(this.#memo.input, input)) this.#memo = { input, output: this.#f(input) };
    return this.#memo.output;
  }
}
