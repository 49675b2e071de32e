import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import { first } from './first.ts';
import { FlatMapped } from './node/flat-map.ts';
import { Mapped } from './node/map.ts';
import type { Node } from './node/node.ts';
import { Observer } from './node/observer.ts';
import { Stabilized } from './node/stabilize.ts';
import type { Equals, State } from './state.ts';
import { States } from './states.ts';

/** The activity that users hold: a node with its workings hidden. */
export function live<T>(node: Node<T>): Activity<T> {
  return new Live(node);
}

/** See {@link live}. A class only because a variable extends it. */
export class Live<T> implements Activity<T> {
  /** Not part of the interface: how nodes find each other. */
  readonly node: Node<T>;

  constructor(node: Node<T>) {
    this.node = node;
  }

  observe(listener: (state: State<T>) => void): Disposable {
    return new Observer(this.node, listener);
  }
  states(signal?: AbortSignal): AsyncIterableIterator<State<T>> {
    return new States(this.node, signal);
  }
  first(signal?: AbortSignal): Promise<T> {
    return first(this, signal);
  }
  map<U>(f: (value: T) => U, equals?: Equals<U>): Activity<U> {
    return new Live(new Mapped(this.node, f, equals));
  }
  flatMap<U>(f: (value: T) => Activity<U>, equals?: Equals<U>): Activity<U> {
    return new Live(new FlatMapped(this.node, f, equals));
  }
  stabilize(options?: { readonly clock?: Clock }): Activity<T> {
    return new Live(new Stabilized(this.node, options?.clock));
  }
}
