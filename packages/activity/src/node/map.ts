import { NamingError } from '@namerd/errors';
import { type Equals, State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `map`: recomputes only when its input has a new version. */
export class Mapped<T, U> extends Node<U> {
  readonly #outer: Node<T>;
  readonly #f: (value: T) => U;
  #seen = -1;

  constructor(outer: Node<T>, f: (value: T) => U, equals?: Equals<U>) {
    super(`${outer.name}.map`, equals);
    this.#outer = outer;
    this.#f = f;
  }

  protected activate(): void {
    this.#seen = -1;
    this.#outer.attach(this);
  }

  protected deactivate(): void {
    this.#outer.detach(this);
  }

  protected recompute(): void {
    this.#outer.refresh();
    if (this.#outer.version === this.#seen) return;
    this.#seen = this.#outer.version;
    try {
      this.publish(State.map(this.#outer.state, this.#f));
    } catch (thrown) {
      this.publish(State.failed(NamingError.from(thrown)));
    }
  }
}
