import { NamingError } from '@namerd/errors';
import { type Clock, systemClock } from '../clock.ts';
import { State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `stabilize`. It remembers the last value also while unobserved, and shows it as stale until a fresh one comes. */
export class Stabilized<T> extends Node<T> {
  readonly #outer: Node<T>;
  readonly #clock: Clock;

  constructor(outer: Node<T>, clock: Clock = systemClock) {
    super(`${outer.name}.stabilize`);
    this.#outer = outer;
    this.#clock = clock;
  }

  protected activate(): void {
    this.#outer.attach(this);
  }

  protected deactivate(): void {
    this.#outer.detach(this);
    this.#keepAsStale(new NamingError('UNAVAILABLE', 'nobody was watching'));
  }

  protected recompute(): void {
    this.#outer.refresh();
    const state = this.#outer.state;
    if (state.kind === 'ok' || this.state.kind !== 'ok') this.publish(state);
    else this.#keepAsStale(state.kind === 'failed' ? state.error : new NamingError('UNAVAILABLE', 'waiting for the source'));
  }

  override isSame(a: State<T>, b: State<T>): boolean {
    return this.#outer.isSame(a, b);
  }

  #keepAsStale(cause: Error): void {
    if (this.state.kind !== 'ok' || this.state.stale !== undefined) return;
    this.publish(State.ok(this.state.value, { sinceMs: this.#clock.now(), cause }));
  }
}
