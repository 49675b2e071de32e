import { type Clock, systemClock, within } from '@namerd/activity';
import type { K8sAccess } from './access.ts';
import { type K8sList, readList } from './list.ts';
import type { JsonObject } from './object.ts';
import { type K8sReply, toReply } from './reply.ts';
import { type HttpRequest, Transport } from './transport.ts';
import { follow, type K8sWatchEnd, type K8sWatchOptions } from './watch.ts';

/** Options of {@link K8sClient}. */
export interface K8sClientOptions {
  readonly access: K8sAccess;
  /** How long a request may take, and a connection. Default 10,000. */
  readonly timeoutMs?: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** For jitter: 0 (inclusive) to 1 (exclusive). Default `Math.random`. */
  readonly random?: () => number;
}

/** Options of every request. */
export interface K8sCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** What must hold of an object for it to be deleted; otherwise the reply is a conflict. */
export interface K8sPreconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** How much longer than agreed a watch may stay open before it counts as dead, in milliseconds. */
const watchSlackMs = 10_000;

/**
 * Speaks JSON to one API server. Connects when needed, keeps no state of its own, and repeats nothing. What the server answers is a value; every
 * method rejects with `UNAVAILABLE` (429, 5xx, no connection), `TIMEOUT`, `FORBIDDEN` (401, 403, no token), `PROTOCOL` (an answer that makes no sense), `CONFIG`
 * (certificates that cannot be read), `ABORTED` or `CLOSED`. Writes whose outcome is not known have `details.outcome: 'unknown'`.
 */
export class K8sClient implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor({ access, timeoutMs = 10_000, clock = systemClock, random = Math.random }: K8sClientOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#transport = new Transport({ access, clock, timeoutMs });
  }

  /** Reads what is at a path. */
  get(path: string, options: K8sCallOptions = {}): Promise<K8sReply> {
    return this.#ask({ method: 'GET', path }, options);
  }

  /** POST: creates an object in the list at this path. A conflict if it exists. */
  create(path: string, object: JsonObject, options: K8sCallOptions = {}): Promise<K8sReply> {
    return this.#ask({ method: 'POST', path, body: object }, options);
  }

  /** PUT: replaces the object at this path. A conflict if it has another `metadata.resourceVersion` than the one given. */
  replace(path: string, object: JsonObject, options: K8sCallOptions = {}): Promise<K8sReply> {
    return this.#ask({ method: 'PUT', path, body: object }, options);
  }

  /** DELETE. The body of `ok` is a status, or the object itself if finalizers keep it for now. */
  delete(path: string, options: K8sCallOptions & { readonly preconditions?: K8sPreconditions } = {}): Promise<K8sReply> {
    const { preconditions } = options;
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions };
    return this.#ask({ method: 'DELETE', path, ...(preconditions !== undefined && { body }) }, options);
  }

  /** All objects in the list at this path, read in pages of `limit` (default 500; 0 for all at once). `undefined` if there is no such resource. */
  list(path: string, options: K8sCallOptions & { readonly limit?: number } = {}): Promise<K8sList | undefined> {
    const { limit = 500 } = options;
    return readList((query) => this.get(withQuery(path, query), options), limit);
  }

  /** Follows the list at this path until the server ends it. Rejects also when nobody has ended it long after the time agreed: then the connection is dead. */
  watch(path: string, options: K8sWatchOptions): Promise<K8sWatchEnd> {
    const { timeoutSeconds = Math.round(300 + 300 * this.#random()), signal, resourceVersion } = options;
    const query = { watch: 'true', resourceVersion, allowWatchBookmarks: 'true', timeoutSeconds: String(timeoutSeconds) };
    const bounds = {
      clock: this.#clock,
      ms: timeoutSeconds * 1_000 + watchSlackMs,
      what: `Kubernetes: watch of ${path}`,
      signal,
    };
    return within(bounds, (bounded) => follow(this.#transport, withQuery(path, query), { ...options, signal: bounded }));
  }

  /** Ends all connections; what is under way rejects. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#transport.close();
  }

  async #ask(request: HttpRequest, { signal }: K8sCallOptions): Promise<K8sReply> {
    return toReply(await this.#transport.exchange(request, signal));
  }
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`;
}
