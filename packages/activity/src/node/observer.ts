import { NamingError } from '@namerd/errors';
import { report, schedule, type Task } from '../scheduler.ts';
import { State } from '../state.ts';
import type { Dependent, Node } from './node.ts';

/** One observation: takes the state when it is made, and after each change at the end of the turn. */
export class Observer<T> implements Dependent, Task, Disposable {
  readonly #node: Node<T>;
  readonly #listener: (state: State<T>) => void;
  #queued = false;
  #open = true;
  #seen = -1;
  #last: State<T> | undefined;

  constructor(node: Node<T>, listener: (state: State<T>) => void) {
    this.#node = node;
    this.#listener = listener;
    node.attach(this);
    try {
      this.run();
    } catch (error) {
      this[Symbol.dispose](); // observed from within its own computation
      throw error;
    }
  }

  invalidate(): void {
    if (this.#queued || !this.#open) return;
    this.#queued = true;
    schedule(this);
  }

  run(): void {
    this.#queued = false;
    if (!this.#open) return;
    this.#node.refresh();
    if (!this.#open || this.#node.version === this.#seen) return; // computing can run code that disposes
    this.#seen = this.#node.version;
    const state = this.#node.state;
    if (this.#last !== undefined && this.#node.isSame(this.#last, state)) return; // there and back in one turn
    this.#deliver(state);
  }

  giveUp(rounds: number): void {
    if (!this.#open) return;
    this[Symbol.dispose]();
    const message = `cycle: ${this.#node.name} did not settle in ${rounds} rounds; does a listener change what it observes?`;
    this.#deliver(State.failed(new NamingError('INTERNAL', message)));
  }

  #deliver(state: State<T>): void {
    this.#last = state;
    try {
      this.#listener(state);
    } catch (error) {
      report(error);
    }
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#node.detach(this);
  }
}
