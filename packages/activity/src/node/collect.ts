import { State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `collect`. */
export class Collected<T> extends Node<readonly State<T>[]> {
  readonly #parts: readonly Node<T>[];

  constructor(parts: readonly Node<T>[]) {
    super('collect', (a, b) => a.length === b.length && a.every((state, i) => state === b[i]));
    this.#parts = parts;
  }

  protected activate(): void {
    for (const part of this.#parts) part.attach(this);
  }

  protected deactivate(): void {
    for (const part of this.#parts) part.detach(this);
  }

  protected recompute(): void {
    const states = this.#parts.map((part) => {
      part.refresh();
      return part.state;
    });
    this.publish(State.ok(states));
  }
}
