import { NamingError } from '@namerd/errors';
import type { Activity } from './activity.ts';
import { Live } from './live.ts';
import { Variable } from './node/variable.ts';
import { type Equals, State } from './state.ts';

/** An activity that is set by assignment. */
export interface Var<T> extends Activity<T> {
  /** The current value. Reading throws `UNAVAILABLE` while the state is pending, and the error while it is failed. */
  value: T;
  /** The whole state, for whoever has more to say than a value. */
  current: State<T>;
}

/** A variable with this first value. `equals` (default `Object.is`) tells which assignments change nothing. */
export function variable<T>(value: T, options?: { readonly equals?: Equals<T> }): Var<T> {
  return new LiveVariable(new Variable(State.ok(value), options?.equals));
}

class LiveVariable<T> extends Live<T> implements Var<T> {
  // A narrower type for the field of Live; it adds no field.
  declare readonly node: Variable<T>;

  get value(): T {
    const { state } = this.node;
    if (state.kind === 'ok') return state.value;
    throw state.kind === 'failed' ? state.error : new NamingError('UNAVAILABLE', 'the variable is pending');
  }
  set value(value: T) {
    this.node.set(State.ok(value));
  }

  get current(): State<T> {
    return this.node.state;
  }
  set current(state: State<T>) {
    this.node.set(state);
  }
}
