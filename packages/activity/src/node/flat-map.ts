import { NamingError } from '@namerd/errors';
import type { Activity } from '../activity.ts';
import { type Equals, State } from '../state.ts';
import { Constant } from './constant.ts';
import { Node } from './node.ts';
import { toNode } from './to-node.ts';

/** The node of `flatMap`. */
export class FlatMapped<T, U> extends Node<U> {
  readonly #outer: Node<T>;
  readonly #f: (value: T) => Activity<U>;
  #inner: Node<U> | undefined;
  #seen = -1;

  constructor(outer: Node<T>, f: (value: T) => Activity<U>, equals?: Equals<U>) {
    super(`${outer.name}.flatMap`, equals);
    this.#outer = outer;
    this.#f = f;
  }

  protected activate(): void {
    this.#seen = -1;
    this.#outer.attach(this);
  }

  protected deactivate(): void {
    this.#inner?.detach(this);
    this.#inner = undefined;
    this.#outer.detach(this);
  }

  protected recompute(): void {
    this.#outer.refresh();
    if (this.#outer.version !== this.#seen || this.#inner === undefined) {
      this.#seen = this.#outer.version;
      this.#switchTo(this.#choose());
    }
    const inner = this.#inner;
    if (inner === undefined) return;
    inner.refresh();
    const outer = this.#outer.state;
    this.publish(outer.kind === 'ok' ? State.withStale(inner.state, outer.stale) : inner.state);
  }

  #choose(): Node<U> {
    const state = this.#outer.state;
    if (state.kind !== 'ok') return new Constant<U>(state);
    try {
      return toNode(this.#f(state.value));
    } catch (thrown) {
      return new Constant<U>(State.failed(NamingError.from(thrown)));
    }
  }

  /** Takes the new inner before it leaves the old one: a source that both use never drops to zero observers. */
  #switchTo(next: Node<U>): void {
    const old = this.#inner;
    if (old === next) return;
    next.attach(this);
    this.#inner = next;
    old?.detach(this);
  }
}
