import { NamingError } from '@namerd/errors';
import { type Equals, type Stale, State } from '../state.ts';
import { Node } from './node.ts';

/** How a source says what it knows. Calls after the source was stopped are ignored. */
export interface Sink<in T> {
  /** A fresh value. */
  ok(value: T): void;
  /** There is no value. A source that still has a good one says `stale` instead. */
  failed(error: Error): void;
  pending(): void;
  /** The backend is lost: the value stays, marked; without a value this is `failed` with the mark's cause. */
  stale(mark: Stale): void;
}

/** Options of {@link source}. */
export interface SourceOptions<T> {
  readonly equals?: Equals<T>;
  /** Shown in cycle errors. */
  readonly name?: string;
}

/** The node of `source`. */
export class Source<T> extends Node<T> {
  readonly #start: (sink: Sink<T>, signal: AbortSignal) => void;
  #run: AbortController | undefined;

  constructor(start: (sink: Sink<T>, signal: AbortSignal) => void, options: SourceOptions<T> = {}) {
    super(options.name ?? 'source', options.equals);
    this.#start = start;
  }

  protected activate(): void {
    const run = new AbortController();
    this.#run = run;
    const put = (next: State<T>): void => {
      if (!run.signal.aborted && this.publish(next)) this.notify();
    };
    const sink: Sink<T> = {
      ok: (value) => put(State.ok(value)),
      failed: (error) => put(State.failed(error)),
      pending: () => put(State.pending),
      stale: (mark) => put(this.state.kind === 'ok' ? State.ok(this.state.value, mark) : State.failed(mark.cause)),
    };
    try {
      this.#start(sink, run.signal);
    } catch (thrown) {
      put(State.failed(NamingError.from(thrown)));
    }
  }

  protected deactivate(): void {
    const run = this.#run;
    this.#run = undefined;
    this.state = State.pending;
    this.version++;
    run?.abort(new NamingError('ABORTED', 'the last observer has left')); // last: who hears it may observe anew
  }

  protected recompute(): void {
    // The state is set as it arrives.
  }
}
