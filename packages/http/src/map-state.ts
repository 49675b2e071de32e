import { type Activity, type Equals, type Sink, type State, source } from '@namerd/activity';

/** Another state for each state: unlike `map` it decides about pending and failed too. */
export function mapState<T, U>(activity: Activity<T>, f: (state: State<T>) => State<U>, equals?: Equals<U>): Activity<U> {
  const start = (sink: Sink<U>, signal: AbortSignal): void => {
    const observation = activity.observe((state) => put(sink, f(state)));
    signal.addEventListener('abort', () => observation[Symbol.dispose](), { once: true });
  };
  return source(start, equals === undefined ? {} : { equals: equals });
}

/** Makes a state the state of a source. */
function put<T>(sink: Sink<T>, state: State<T>): void {
  switch (state.kind) {
    case 'pending':
      sink.pending();
      break;
    case 'failed':
      sink.failed(state.error);
      break;
    case 'ok':
      sink.ok(state.value);
      if (state.stale !== undefined) sink.stale(state.stale);
      break;
    default:
      state satisfies never;
  }
}
