import type { Clock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { abortable } from './abortable.ts';
import { ZkFailure } from './failure.ts';
import { type Library, openLibrary, type SessionKey, show } from './library.ts';
import type { ZkReading } from './node.ts';
import type { ZkAddress, ZkAuth } from './options.ts';
import { Request } from './requests.ts';

/** Options of {@link Connection}. */
export interface ConnectionOptions {
  readonly clock: Clock;
  readonly address: ZkAddress;
  readonly sessionTimeoutMs: number;
  readonly auth: readonly ZkAuth[];
  readonly resume: SessionKey | undefined;
  /** Counts sessions. */
  readonly epoch: number;
  /** The session is there, we are known to it, and the server is up to date. */
  onReady(): void;
  onChange(path: string): void;
  /** Once, unless we have ended it ourselves. */
  onLost(error: NamingError, isExpired: boolean): void;
}

/** How long a server may take to take leave, in milliseconds. */
const farewellMs = 500;

/** The code with which the library answers everything when a connection ends; we have told it by then. */
const connectionLoss = -4;

interface Asked {
  readonly sentAtMs: number;
  fail(error: NamingError): void;
}

/** One connection to one server, from its first attempt to its end. It never comes back: what follows is another one. */
export class Connection {
  readonly address: ZkAddress;
  readonly epoch: number;
  readonly #options: ConnectionOptions;
  readonly #library: Library;
  /** What has been sent and not been answered, oldest first: ZooKeeper answers in order. */
  readonly #asked = new Set<Asked>();
  #lastHeardMs: number;
  #isIntroduced = false;
  #end: NamingError | undefined;

  constructor(options: ConnectionOptions) {
    this.address = options.address;
    this.epoch = options.epoch;
    this.#options = options;
    this.#lastHeardMs = options.clock.now();
    this.#library = openLibrary({
      address: options.address,
      sessionTimeoutMs: options.sessionTimeoutMs,
      auth: options.auth,
      resume: options.resume,
      onConnected: () => this.#introduce(),
      onTraffic: () => {
        this.#lastHeardMs = options.clock.now();
      },
      onChange: (path) => {
        if (this.isOpen) options.onChange(path);
      },
      onLost: (error, isExpired) => this.#lost(error, isExpired),
    });
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** How long the oldest request has been waiting for its answer, in milliseconds. */
  get oldestAskedMs(): number {
    const [oldest] = this.#asked;
    return oldest === undefined ? 0 : this.#options.clock.now() - oldest.sentAtMs;
  }

  get sessionTimeoutMs(): number {
    return this.#library.sessionTimeoutMs;
  }

  get sessionKey(): SessionKey {
    return this.#library.key;
  }

  get sessionId(): string {
    return `0x${this.#library.key.id.toString('hex')}`;
  }

  /**
   * Sends a request at once and resolves with its answer. Rejects with the refusal (see {@link ZkFailure}), with what ended the connection, or
   * with the signal's reason; in the latter two cases it is unknown whether it was done.
   */
  ask<T>(request: Request<T>, signal?: AbortSignal): Promise<ZkReading<T>> {
    return abortable(signal, (resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return undefined;
      }
      const asked: Asked = { sentAtMs: this.#options.clock.now(), fail: reject };
      this.#asked.add(asked);
      this.#library.send(request, (error, response) => {
        if (error?.code === connectionLoss) return;
        this.#asked.delete(asked);
        const zxid = this.#library.key.zxid.readBigInt64BE();
        try {
          if (error === null) resolve({ value: request.read(response?.payload ?? {}), zxid });
          else if (error.code === noNode && request.missing !== undefined) resolve({ value: request.missing.value, zxid });
          else reject(ZkFailure.refused(error.code, request.path));
        } catch (thrown) {
          reject(NamingError.from(thrown, 'PROTOCOL'));
        }
      });
      return undefined; // what was sent stays asked: an answer that is missing tells, also when nobody waits for it any more
    });
  }

  /** Ends it without a word; the session lives on until the server misses us. */
  drop(error: NamingError): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#library.destroy();
    for (const asked of this.#asked) asked.fail(error);
    this.#asked.clear();
  }

  /** Ends it together with its session, so that the server need not wait for us. */
  async close(error: NamingError): Promise<void> {
    if (!this.#isIntroduced) this.drop(error);
    if (this.#end !== undefined) return;
    this.#end = error;
    for (const asked of this.#asked) asked.fail(error);
    this.#asked.clear();
    const { promise: tooLate, resolve } = Promise.withResolvers<void>();
    using _ = this.#options.clock.setTimeout(resolve, farewellMs);
    await Promise.race([this.#library.close(), tooLate]);
    this.#library.destroy();
  }

  /** The first answer proves that the server is alive, has taken our authentication, and is not behind its leader. */
  #introduce(): void {
    this.ask(Request.sync()).then(
      () => {
        this.#isIntroduced = true;
        if (this.isOpen) this.#options.onReady();
      },
      (error: unknown) => this.#lost(NamingError.from(error), false),
    );
  }

  #lost(error: NamingError, isExpired: boolean): void {
    if (this.#end !== undefined) return;
    this.drop(error);
    this.#options.onLost(error, isExpired);
  }
}

/** The code of "there is no such node". */
const noNode = -101;

/** Where a connection goes, for messages. */
export function addressOf(connection: Connection): string {
  return show(connection.address);
}
