import type { Activity } from './activity.ts';
import { live } from './live.ts';
import { Constant } from './node/constant.ts';
import { State } from './state.ts';

/** An activity that always has this value. */
export function constant<T>(value: T): Activity<T> {
  return live(new Constant(State.ok(value)));
}

/** An activity that has always failed. */
export function failing(error: Error): Activity<never> {
  return live(new Constant<never>(State.failed(error)));
}
