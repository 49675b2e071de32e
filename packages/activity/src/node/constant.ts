import type { State } from '../state.ts';
import { Node } from './node.ts';

/** The node of a state that never changes. */
export class Constant<T> extends Node<T> {
  constructor(state: State<T>) {
    super('constant');
    this.state = state;
  }
  protected activate(): void {}
  protected deactivate(): void {}
  protected recompute(): void {}
}
