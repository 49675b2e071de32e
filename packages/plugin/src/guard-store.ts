import { type Activity, failing, keyed } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { type CallOptions, type DtabStore, Namespace, type Version, VersionedDtab } from '@namerd/store';
import type { PluginContext } from './context.ts';
import { Gate } from './gate.ts';
import { guarded } from './guarded.ts';
import type { TelemetryEvent } from './telemetry.ts';

/** How a store has been used since it was made. */
export interface StoreStats {
  /** Calls of `list` and `observe`. */
  readonly reads: number;
  readonly writes: number;
  /** Writes that were rejected, whatever the reason, and failures that readers saw. */
  readonly errors: number;
}

/** A store behind its guard. */
export interface GuardedStore extends DtabStore {
  /** A snapshot. */
  readonly stats: StoreStats;
}

/**
 * What every store has in common, so that no adapter needs to repeat it: names are checked before the backend is asked
 * (`NAMESPACE_INVALID`), an aborted call does no I/O (`ABORTED`), after dispose everything is `CLOSED`, an error that is not ours becomes
 * `INTERNAL` with its cause, equal states are not repeated, the last good value is kept and marked stale in an outage, disposing twice
 * is disposing once. Takes the store over: disposing the guard disposes the store.
 */
export function guardStore(store: DtabStore, context: PluginContext): GuardedStore {
  return new GuardStore(store, context);
}

type Operation = Extract<TelemetryEvent, { readonly kind: 'store:write' }>['operation'];

class GuardStore implements GuardedStore {
  readonly #store: DtabStore;
  readonly #context: PluginContext;
  readonly #gate = new Gate();
  readonly #byNamespace: (namespace: Namespace) => Activity<VersionedDtab | undefined>;
  readonly #list: Activity<readonly Namespace[]>;
  readonly #stats = { reads: 0, writes: 0, errors: 0 };
  #disposed: Promise<void> | undefined;

  constructor(store: DtabStore, context: PluginContext) {
    this.#store = store;
    this.#context = context;
    const shared = { clock: context.clock, gate: this.#gate, onError: () => void this.#stats.errors++ };
    this.#list = guarded(() => store.list(), { ...shared, equals: sameNames });
    this.#byNamespace = keyed((ns) => guarded(() => store.observe(ns), { ...shared, equals: VersionedDtab.equals }), {
      lingerMs: 0,
    });
  }

  get stats(): StoreStats {
    return { ...this.#stats };
  }

  list(): Activity<readonly Namespace[]> {
    this.#stats.reads++;
    return this.#list;
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    this.#stats.reads++;
    try {
      return this.#byNamespace(Namespace.parse(namespace));
    } catch (error) {
      return failing(NamingError.from(error));
    }
  }

  create(...[namespace, dtab, options]: Parameters<DtabStore['create']>): Promise<Version> {
    return this.#write('create', namespace, options, () => this.#store.create(namespace, dtab, options));
  }

  update(...[namespace, dtab, expected, options]: Parameters<DtabStore['update']>): Promise<Version> {
    return this.#write('update', namespace, options, () => this.#store.update(namespace, dtab, expected, options));
  }

  put(...[namespace, dtab, options]: Parameters<DtabStore['put']>): Promise<Version> {
    return this.#write('put', namespace, options, () => this.#store.put(namespace, dtab, options));
  }

  delete(...[namespace, options]: Parameters<DtabStore['delete']>): Promise<void> {
    return this.#write('delete', namespace, options, () => this.#store.delete(namespace, options));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  async #close(): Promise<void> {
    this.#gate.close(new NamingError('CLOSED', 'the store is closed'));
    await this.#store[Symbol.asyncDispose]();
  }

  async #write<T>(operation: Operation, namespace: string, options: CallOptions | undefined, call: () => Promise<T>): Promise<T> {
    const { clock, telemetry } = this.#context;
    const startedMs = clock.now();
    const event = { kind: 'store:write', operation, namespace } as const;
    this.#stats.writes++;
    try {
      Namespace.parse(namespace);
      NamingError.throwIfAborted(options?.signal);
      if (this.#gate.closed !== undefined) throw this.#gate.closed;
      const result = await abortable(call(), options?.signal);
      telemetry.emit({ ...event, durationMs: clock.now() - startedMs });
      return result;
    } catch (thrown) {
      const error = NamingError.from(thrown);
      this.#stats.errors++;
      telemetry.emit({ ...event, code: error.code, durationMs: clock.now() - startedMs });
      throw error;
    }
  }
}

/** The outcome, or `ABORTED` as soon as the caller gives up, also where an adapter does not listen to the signal. */
async function abortable<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return outcome;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new NamingError('ABORTED', 'aborted', { cause: signal.reason }));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([outcome, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function sameNames(a: readonly Namespace[], b: readonly Namespace[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
