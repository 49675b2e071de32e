import {
  type Activity,
  collect,
  constant,
  type Equals,
  failing,
  type Stale,
  type State,
  source,
  stalest,
  variable,
} from '@namerd/activity';

/** One activity out of many, as `f` says from all their states. Unlike `map` it also decides what a pending or failed part means. */
export function combine<T, U>(
  parts: readonly Activity<T>[],
  f: (states: readonly State<T>[]) => State<U>,
  equals?: Equals<U>,
): Activity<U> {
  return collect(parts).flatMap((states) => settled(f(states)), equals);
}

/** The activity, and in place of its failure what `f` answers for that. */
export function recovered<T>(activity: Activity<T>, f: (error: Error) => Activity<T>, equals?: Equals<T>): Activity<T> {
  return collect([activity]).flatMap(([state = { kind: 'pending' }]) => {
    return state.kind === 'failed' ? f(state.error) : settled(state);
  }, equals);
}

/** The oldest mark of the states that are ok: what is derived from them is at least as stale. */
export function stalestOf(states: readonly State<unknown>[]): Stale | undefined {
  let oldest: Stale | undefined;
  for (const state of states) if (state.kind === 'ok') oldest = stalest(oldest, state.stale);
  return oldest;
}

/** An activity that stays in this state. */
function settled<T>(state: State<T>): Activity<T> {
  if (state.kind === 'pending') return pending;
  if (state.kind === 'failed') return failing(state.error);
  if (state.stale === undefined) return constant(state.value);
  const stale = variable(state.value);
  stale.current = state;
  return stale;
}

const pending: Activity<never> = source(() => {});
