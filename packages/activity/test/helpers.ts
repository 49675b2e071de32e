import { type Activity, type Equals, type Sink, type State, source } from '@namerd/activity';

/** Lets everything settle that needs no time. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** All states that an observer of `activity` is told, until disposed. */
export interface Recording<T> extends Disposable {
  readonly states: State<T>[];
  /** The states since the last call, briefly. */
  news(): unknown[];
}

export function record<T>(activity: Activity<T>): Recording<T> {
  const states: State<T>[] = [];
  let told = 0;
  const observation = activity.observe((state) => states.push(state));
  return {
    states,
    news() {
      const news = states.slice(told).map(brief);
      told = states.length;
      return news;
    },
    [Symbol.dispose]: () => observation[Symbol.dispose](),
  };
}

/** A state in a form that reads well in assertions: the value, `'pending'`, `{ failed }` or `{ stale }`. */
export function brief(state: State<unknown>): unknown {
  if (state.kind === 'pending') return 'pending';
  if (state.kind === 'failed') return { failed: state.error.message };
  return state.stale === undefined ? state.value : { stale: state.value, sinceMs: state.stale.sinceMs };
}

/** A source that is fed by hand, and counts its runs. */
export interface Tap<T> {
  readonly activity: Activity<T>;
  /** Where the current run puts its states; a sink of an ended run when there is none. */
  sink: Sink<T>;
  /** The signals of all runs so far. */
  readonly signals: AbortSignal[];
  /** How many runs have not been stopped. */
  readonly running: number;
}

export function tap<T>(first?: T, equals?: Equals<T>): Tap<T> {
  const signals: AbortSignal[] = [];
  const result = {
    activity: source<T>((sink, signal) => {
      signals.push(signal);
      result.sink = sink;
      if (first !== undefined) sink.ok(first);
    }, equals && { equals }),
    sink: { ok() {}, failed() {}, pending() {}, stale() {} } as Sink<T>,
    signals,
    get running() {
      return signals.filter((signal) => !signal.aborted).length;
    },
  };
  return result;
}
