import type { ServerResponse } from 'node:http';
import { type Clock, NamingError, State } from '@namerd/plugin';
import { encodeState, stateMediaType } from '@namerd/wire';
import type { Answer, Encoder, Format } from './answer.ts';
import type { Subject } from './subject.ts';
import { type Audience, type Line, Watcher } from './watcher.ts';

/** What a topic takes from its surroundings. */
export interface TopicOptions {
  readonly clock: Clock;
  readonly encoder: Encoder;
  readonly writeTimeoutMs: number;
  readonly drainMs: number;
  /** A line was not sent because a newer one came before its reader was ready. */
  onSkip(): void;
  /** A value could not be encoded: a bug. Watchers hear nothing of it. */
  readonly onError: (thrown: unknown) => void;
  /** Nobody watches any more, or there is nothing more to come. */
  onOver(topic: Topic): void;
}

/**
 * All who watch one subject in one form: one observation and one encoding of each change, however many they are.
 *
 * | state | JSON | text | whole states |
 * |---|---|---|---|
 * | ok | the value | the value | a line, with freshness and version |
 * | failed | nothing: the stream stays open and goes on when there is a value again | the message, then the end, as namerd does | a line |
 * | pending | nothing | nothing | a line |
 * | closed | the end | the end | the end |
 */
export class Topic implements Audience {
  readonly subject: Subject;
  readonly format: Format;
  readonly #options: TopicOptions;
  readonly #watchers = new Set<Watcher>();
  readonly #observation: Disposable;
  #state: State<Answer> = State.pending;
  /** The state that watchers were told last. */
  #told: State<Answer> | undefined;
  /** The line of a state; none if it cannot be said. */
  #line: { readonly of: State<Answer>; readonly line?: Line } | undefined;
  #isOver = false;

  constructor(subject: Subject, format: Format, options: TopicOptions) {
    this.subject = subject;
    this.format = format;
    this.#options = options;
    this.#observation = subject.answers.observe((state) => this.#take(state));
    if (this.#isOver) this.#observation[Symbol.dispose](); // it ended before we had the observation in hand
  }

  /** The newest state, for the headers of who joins. */
  get state(): State<Answer> {
    return this.#state;
  }

  /** How many watch. */
  get watchers(): number {
    return this.#watchers.size;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get writeTimeoutMs(): number {
    return this.#options.writeTimeoutMs;
  }

  get drainMs(): number {
    return this.#options.drainMs;
  }

  /** Adds a watcher, whose headers have been sent, and tells it what there is. */
  join(response: ServerResponse): void {
    const watcher = new Watcher(response, this);
    this.#watchers.add(watcher);
    this.#withLine(this.#state, (line) => watcher.offer(line));
    if (this.#isOver) watcher.end();
  }

  /** Ends the observation, and all responses properly. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#observation?.[Symbol.dispose]();
    for (const watcher of this.#watchers) watcher.end();
    this.#options.onOver(this);
  }

  left(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.end();
  }

  skipped(): void {
    this.#options.onSkip();
  }

  #take(state: State<Answer>): void {
    this.#state = state;
    if (!this.#isNews(state)) return;
    this.#withLine(state, (line) => {
      this.#told = state;
      for (const watcher of this.#watchers) watcher.offer(line);
    });
    if (state.kind === 'failed' && this.#isEnd(state.error)) this.end();
  }

  #isNews(state: State<Answer>): boolean {
    const told = this.#told;
    if (told?.kind !== 'ok' || state.kind !== 'ok') return true;
    if (this.format === stateMediaType && told.stale?.sinceMs !== state.stale?.sinceMs) return true;
    return told.value !== state.value && (state.value.watched === undefined || told.value.watched !== state.value.watched);
  }

  #isEnd(error: Error): boolean {
    return NamingError.is(error, 'CLOSED') || (this.format !== 'application/json' && this.format !== stateMediaType);
  }

  /** Hands over the line that says this state, if there is one, unless a newer state came while it was encoded. */
  #withLine(state: State<Answer>, use: (line: Line) => void): void {
    if (this.#line?.of === state) {
      if (this.#line.line !== undefined) use(this.#line.line);
      return;
    }
    const take = (body: Buffer): void => {
      const line = lineOf(state, body);
      this.#line = { of: state, line: line };
      use(line);
    };
    const giveUp = (thrown: unknown): void => {
      this.#line = { of: state };
      this.#options.onError(thrown);
    };
    try {
      const made = this.#encode(state);
      if (made instanceof Promise) made.then((body) => this.#state === state && !this.#isOver && take(body)).catch(giveUp);
      else if (made !== undefined) take(made);
    } catch (thrown) {
      giveUp(thrown);
    }
  }

  #encode(state: State<Answer>): Buffer | Promise<Buffer> | undefined {
    const { format } = this;
    const { encoder } = this.#options;
    if (format === stateMediaType) return state.kind === 'ok' ? encoder.wholeBody(state) : Buffer.from(`${encodeState(state)}\n`);
    if (state.kind === 'ok') return encoder.body(state.value, format);
    if (state.kind === 'failed' && format !== 'application/json') return Buffer.from(`${state.error.message}\n`);
    return undefined;
  }
}

function lineOf(state: State<Answer>, body: Buffer): Line {
  if (state.kind !== 'ok') return { body: body };
  const { version, isMissing } = state.value;
  return { body: body, ...(version && { version: version }), ...(isMissing && { isMissing: true }) };
}
