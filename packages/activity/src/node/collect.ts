import { State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `collect`. */
export class Collected<T> extends Node<readonly State<T>[]> {
  readonly #parts: readonly Node<T>[];

  constructor(parts: readonly Node<T>[]) {
    super('collect');
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

  /** Each part knows best what makes a difference to it. */
  override isSame(a: State<readonly State<T>[]>, b: State<readonly State<T>[]>): boolean {
    if (a.kind !== 'ok' || b.kind !== 'ok') return a.kind === b.kind;
    return this.#parts.every((part, i) => {
      const [before, after] = [a.value[i], b.value[i]];
      return before !== undefined && after !== undefined && part.isSame(before, after);
    });
  }
}
