import type { ServerResponse } from 'node:http';
import type { Clock } from '@namerd/activity';
import type { Version } from '@namerd/store';

/** One value on its way to watchers: encoded once, shared by all of them. */
export interface Line {
  readonly body: Buffer;
  /** Distinguishes lines of equal bytes. */
  readonly version?: Version;
  /** Says that something does not exist. No news to a watcher who was not told yet that it does. */
  readonly isMissing?: boolean;
}

/** What watchers of one subject have in common. */
export interface Audience {
  readonly clock: Clock;
  /** 0 for none. */
  readonly writeTimeoutMs: number;
  /** How long a watcher may take for what is left when its watch ends. */
  readonly drainMs: number;
  /** The watcher is gone. */
  left(watcher: Watcher): void;
  /** A line was skipped because a newer one came before its reader was ready. */
  skipped(): void;
}

/**
 * One client that watches. It holds at most one line that is being written and the newest one after that: a slow reader skips values, it
 * never queues them, and never holds up another. Kept as small as it can be, because there may be tens of thousands.
 */
export class Watcher {
  readonly #response: ServerResponse;
  readonly #audience: Audience;
  #last: Line | undefined;
  #next: Line | undefined;
  #isWriting = false;
  #isEnding = false;
  #deadline: Disposable | undefined;

  constructor(response: ServerResponse, audience: Audience) {
    this.#response = response;
    this.#audience = audience;
    response.on('close', () => this.#close());
    response.on('error', ignore); // `close` follows
  }

  /** Sends a line, now or when the reader has taken the one before. */
  offer(line: Line): void {
    if (this.#isEnding) return;
    if (!this.#isWriting) {
      this.#write(line);
      return;
    }
    if (this.#next !== undefined) this.#audience.skipped();
    this.#next = line;
  }

  /** Ends the response properly, after what was offered last. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (!this.#isWriting) this.#response.end();
    this.#cutOffAfter(this.#audience.drainMs);
  }

  #write(line: Line): void {
    const last = this.#last;
    if (last === undefined ? line.isMissing : isRepeat(last, line)) return;
    this.#last = line;
    this.#isWriting = true;
    if (!this.#isEnding) this.#cutOffAfter(this.#audience.writeTimeoutMs);
    this.#response.write(line.body, this.#written);
  }

  /** The reader's side has taken all there was. */
  readonly #written = (): void => {
    this.#isWriting = false;
    if (!this.#isEnding) this.#deadline?.[Symbol.dispose]();
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.#write(next);
    if (this.#isEnding && !this.#isWriting) this.#response.end();
  };

  /** Gives the reader this long, in milliseconds; 0 for ever. */
  #cutOffAfter(ms: number): void {
    this.#deadline?.[Symbol.dispose]();
    if (ms > 0) this.#deadline = this.#audience.clock.setTimeout(() => this.#response.destroy(), ms);
  }

  #close(): void {
    this.#deadline?.[Symbol.dispose]();
    this.#next = undefined;
    this.#audience.left(this);
  }
}

function isRepeat(a: Line, b: Line): boolean {
  return a === b || (a.version === b.version && a.body.equals(b.body));
}

function ignore(): void {}
