import type { Equals, State } from '../state.ts';
import { Node } from './node.ts';

/** The node of `variable`: its state is set from outside, observed or not. */
export class Variable<T> extends Node<T> {
  constructor(state: State<T>, equals?: Equals<T>) {
    super('variable', equals);
    this.state = state;
  }

  set(state: State<T>): void {
    if (this.publish(state)) this.notify();
  }

  protected activate(): void {}
  protected deactivate(): void {}
  protected recompute(): void {}
}
