import { NamingError } from '@namerd/errors';
import type { Activity } from '../activity.ts';
import { type Equals, State } from '../state.ts';
import { Constant } from './constant.ts';
import { type Dependent, Node } from './node.ts';
import { toNode } from './to-node.ts';

/** The node of `flatMap`. */
export class FlatMapped<T, U> extends Node<U> {
  readonly #outer: Node<T>;
  readonly #f: (value: T) => Activity<U>;
  /** Holds the inner, apart from what holds the outer: they can be the same node, and are left at different times. */
  readonly #holder: Dependent = { invalidate: () => this.invalidate() };
  #inner: Node<U> | undefined;
  /** The outer state that the inner was chosen for. */
  #chosenFor: State<T> | undefined;

  constructor(outer: Node<T>, f: (value: T) => Activity<U>, equals?: Equals<U>) {
    super(`${outer.name}.flatMap`, equals);
    this.#outer = outer;
    this.#f = f;
  }

  protected activate(): void {
    this.#outer.attach(this);
  }

  protected deactivate(): void {
    this.#inner?.detach(this.#holder);
    this.#inner = undefined;
    this.#chosenFor = undefined;
    this.#outer.detach(this);
  }

  protected recompute(): void {
    this.#outer.refresh();
    const outer = this.#outer.state;
    const chosenFor = this.#chosenFor;
    this.#chosenFor = outer;
    if (chosenFor === undefined || !hasSameValue(chosenFor, outer)) this.#switchTo(this.#choose(outer));
    if (this.#inner !== undefined) this.#refresh(this.#inner);
    if (this.isCyclic) this.#switchTo(new Constant<U>(State.failed(this.cycleError()))); // or the two would hold each other for ever
    if (this.#inner === undefined) return; // everybody left meanwhile
    const { state } = this.#inner;
    this.publish(outer.kind === 'ok' ? State.withStale(state, outer.stale) : state);
  }

  #choose(outer: State<T>): Node<U> {
    if (outer.kind !== 'ok') return new Constant<U>(outer);
    try {
      return toNode(this.#f(outer.value));
    } catch (thrown) {
      return new Constant<U>(State.failed(NamingError.from(thrown)));
    }
  }

  /**
   * Takes the new inner, and whatever that one chooses in its turn, before it leaves the old one: a source that both use, however far
   * down, never drops to zero observers.
   */
  #switchTo(next: Node<U>): void {
    const old = this.#inner;
    if (old === next || this.dependents === 0) return;
    this.#inner = next;
    next.attach(this.#holder);
    this.#refresh(next);
    old?.detach(this.#holder);
  }

  #refresh(inner: Node<U>): void {
    try {
      inner.refresh();
    } catch (thrown) {
      if (!this.isCyclic) throw thrown; // or the inner is this very node, and is left again
    }
  }
}

/** Whether `f` would be asked the same question again. A backend that is lost or comes back must not rebuild all that hangs below. */
function hasSameValue<T>(a: State<T>, b: State<T>): boolean {
  return a.kind === 'ok' && b.kind === 'ok' ? Object.is(a.value, b.value) : a === b;
}
