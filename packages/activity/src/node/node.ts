import { NamingError } from '@namerd/errors';
import { type Equals, State } from '../state.ts';

/** Whoever needs to know that a node may have changed: an observer, or a derived node. */
export interface Dependent {
  invalidate(): void;
}

/**
 * A vertex of the graph. A change pushes only "dirty" towards the observers; values are pulled when the flush runs, each
 * node at most once, so that a diamond recomputes once and nobody sees a half-updated mixture.
 */
export abstract class Node<T> {
  state: State<T> = State.pending;
  /** Grows with each change of `state`. */
  version = 0;
  readonly name: string;
  readonly #equals: Equals<T>;
  readonly #dependents = new Set<Dependent>();
  #dirty = true;
  #computing = false;
  #cyclic = false;

  constructor(name: string, equals: Equals<T> = Object.is) {
    this.name = name;
    this.#equals = equals;
  }

  /** How many observers and derived nodes hold this one. */
  get dependents(): number {
    return this.#dependents.size;
  }

  attach(dependent: Dependent): void {
    const isFirst = this.#dependents.size === 0;
    this.#dependents.add(dependent);
    if (!isFirst) return;
    this.#dirty = true;
    this.activate();
  }

  detach(dependent: Dependent): void {
    if (this.#dependents.delete(dependent) && this.#dependents.size === 0) this.deactivate();
  }

  /** Brings `state` up to date. */
  refresh(): void {
    if (this.#computing) {
      this.#cyclic = true;
      throw this.cycleError();
    }
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#cyclic = false;
    this.#computing = true;
    try {
      this.recompute();
    } catch (thrown) {
      this.publish(State.failed(NamingError.from(thrown)));
    } finally {
      this.#computing = false;
    }
  }

  invalidate(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.notify();
  }

  protected notify(): void {
    for (const dependent of this.#dependents) dependent.invalidate();
  }

  /** Whether going from one state to the other makes no difference to an observer. */
  isSame(a: State<T>, b: State<T>): boolean {
    return State.same(a, b, this.#equals);
  }

  /** Takes a new state unless it equals the current one. */
  protected publish(next: State<T>): boolean {
    const held = this.state;
    if (this.isSame(held, next)) return false;
    // A value that has only become stale or fresh stays the same object, so that nothing is computed anew from it.
    const isHeld = held.kind === 'ok' && next.kind === 'ok' && this.isSame(State.ok(held.value), State.ok(next.value));
    this.state = isHeld ? State.ok(held.value, next.stale) : next;
    this.version++;
    return true;
  }

  /** Whether the last `refresh` has come back to this node. */
  protected get isCyclic(): boolean {
    return this.#cyclic;
  }

  protected cycleError(): NamingError {
    return new NamingError('INTERNAL', `cycle: ${this.name} depends on itself`);
  }

  /** The first dependent has come. */
  protected abstract activate(): void;
  /** The last dependent has left. */
  protected abstract deactivate(): void;
  /** Something below has changed: publish the new state. */
  protected abstract recompute(): void;
}
