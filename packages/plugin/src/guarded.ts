import { type Activity, type Clock, type Equals, failing, type Sink, type Stale, type State, source } from '@namerd/activity';
import { NamingError, type NamingErrorCode } from '@namerd/errors';
import type { Gate } from './gate.ts';

/** What a guard adds to an activity of the guarded thing. */
export interface GuardedOptions<T> {
  readonly equals: Equals<T>;
  readonly clock: Clock;
  /** Closes when the guarded thing is disposed; from then on all reads are `failed` with its error, `CLOSED`. */
  readonly gate: Gate;
  /** Told about each failure and each loss of freshness that observers see. */
  onError(error: Error): void;
}

/**
 * An activity with its errors made naming errors, without equal states in a row, with the last good value kept and marked stale through
 * an outage, and closed with what it belongs to.
 */
export function guarded<T>(make: () => Activity<T>, options: GuardedOptions<T>): Activity<T> {
  const { equals, gate } = options;
  const start = (sink: Sink<T>, signal: AbortSignal): void => {
    if (gate.closed !== undefined) {
      sink.failed(gate.closed);
      return;
    }
    const relay = new Relay(sink, options);
    const observation = attempt(make).observe((state) => relay.take(state));
    const closing = gate.onClose(() => {
      observation[Symbol.dispose]();
      if (gate.closed !== undefined) sink.failed(gate.closed);
    });
    signal.addEventListener('abort', () => {
      closing[Symbol.dispose]();
      observation[Symbol.dispose]();
    });
  };
  return source(start, { equals: equals });
}

/** The activity, or the failure to make one. */
function attempt<T>(make: () => Activity<T>): Activity<T> {
  try {
    return make();
  } catch (thrown) {
    return failing(NamingError.from(thrown));
  }
}

/** Failures that are answers and not outages: they take the place of a good value. */
const answers: ReadonlySet<NamingErrorCode> = new Set(['PARSE', 'NAMESPACE_INVALID', 'UNSUPPORTED', 'DEPTH_EXCEEDED', 'CLOSED']);

class Relay<T> {
  readonly #sink: Sink<T>;
  readonly #options: GuardedOptions<T>;
  #hasValue = false;
  #stale: Stale | undefined;

  constructor(sink: Sink<T>, options: GuardedOptions<T>) {
    this.#sink = sink;
    this.#options = options;
  }

  take(state: State<T>): void {
    switch (state.kind) {
      case 'ok':
        this.#ok(state.value, state.stale);
        break;
      case 'pending':
        if (this.#hasValue) this.#lose(new NamingError('UNAVAILABLE', 'waiting for the backend'));
        else this.#sink.pending();
        break;
      case 'failed':
        this.#failed(NamingError.from(state.error));
        break;
      default:
        state satisfies never;
    }
  }

  #ok(value: T, stale: Stale | undefined): void {
    if (stale !== undefined && this.#stale === undefined) this.#options.onError(stale.cause);
    this.#sink.ok(value);
    if (stale !== undefined) this.#sink.stale(stale);
    this.#hasValue = true;
    this.#stale = stale;
  }

  #failed(error: NamingError): void {
    if (this.#hasValue && !answers.has(error.code)) {
      this.#lose(error);
      return;
    }
    this.#options.onError(error);
    this.#sink.failed(error);
    this.#hasValue = false;
    this.#stale = undefined;
  }

  /** The value stays, marked once for the whole outage. */
  #lose(cause: NamingError): void {
    if (this.#stale !== undefined) return;
    this.#stale = { sinceMs: this.#options.clock.now(), cause };
    this.#options.onError(cause);
    this.#sink.stale(this.#stale);
  }
}
