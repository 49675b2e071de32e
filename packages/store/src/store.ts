import type { Activity } from '@namerd/activity';
import type { Dtab } from '@namerd/dtab';
import type { Namespace } from './namespace.ts';
import type { Version } from './version.ts';

/** A dtab and the version it has in its store. */
export interface VersionedDtab {
  readonly dtab: Dtab;
  readonly version: Version;
}

/** Operations on {@link VersionedDtab}. */
export const VersionedDtab = {
  /**
   * Whether two observed values of one namespace are the same, absent ones included. Compares versions alone: a version is never used
   * again, so equal versions have equal dtabs, however large.
   */
  equals: (a: VersionedDtab | undefined, b: VersionedDtab | undefined): boolean => a?.version === b?.version,
} as const;

/** Options of every call that returns a promise. */
export interface CallOptions {
  /** Aborted before the call: rejects `ABORTED` without I/O. Aborted later: rejects `ABORTED`; the write may or may not have happened. */
  readonly signal?: AbortSignal;
}

/** Options of {@link DtabStore.delete}. */
export interface DeleteOptions extends CallOptions {
  /** Delete only this version; otherwise `VERSION_MISMATCH`. */
  readonly expected?: Version;
}

/**
 * Keeps dtabs by namespace. Reads are activities: nothing happens until they are observed, all observers share one backend watch, an
 * outage keeps the last good value and marks it stale. Writes resolve when this process reads its own write.
 *
 * Every write rejects with `NAMESPACE_INVALID`, `FORBIDDEN`, `UNAVAILABLE`, `TIMEOUT`, `ABORTED` or `CLOSED` where that applies, and with
 * `UNSUPPORTED` if the store is read-only.
 */
export interface DtabStore extends AsyncDisposable {
  /** The namespaces that exist, sorted. */
  list(): Activity<readonly Namespace[]>;
  /** The dtab of a namespace; `undefined` while it does not exist. Stored text that cannot be read is `failed` with `PARSE`, for that namespace alone. */
  observe(namespace: Namespace): Activity<VersionedDtab | undefined>;
  /** Rejects with `NAMESPACE_EXISTS` if it exists. */
  create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version>;
  /** Replaces the version `expected`; rejects with `VERSION_MISMATCH` or `NAMESPACE_NOT_FOUND`. */
  update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version>;
  /** Creates or replaces, whatever is there. */
  put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version>;
  /** Rejects with `NAMESPACE_NOT_FOUND` if it does not exist. */
  delete(namespace: Namespace, options?: DeleteOptions): Promise<void>;
}
