/** A running watch, as operators see it. Read from the object that the data path uses, so the two cannot disagree. */
export interface WatchStatus {
  readonly name: string;
  readonly kind: 'pending' | 'ok' | 'stale' | 'failed';
  /** When it started, in milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** When the backend last confirmed the value, changed or not. */
  readonly lastAnswerAtMs: number | undefined;
  /** When the value last changed. */
  readonly lastChangeAtMs: number | undefined;
  readonly lastError: { readonly atMs: number; readonly message: string } | undefined;
  readonly observers: number;
  /** How often it had to begin anew. */
  readonly restarts: number;
  /** How often a re-read found what the follow had missed. */
  readonly drift: number;
  /** How often the backend went back in time. */
  readonly epoch: number;
}

/** The watches that are running now. */
export interface WatchRegistry {
  /** Called by the watch engine; dispose when the watch stops. */
  add(status: () => WatchStatus): Disposable;
  /** A snapshot, sorted by name. */
  list(): readonly WatchStatus[];
}

/** An empty registry. */
export function createWatchRegistry(): WatchRegistry {
  const running = new Set<() => WatchStatus>();
  return {
    add(status) {
      running.add(status);
      return { [Symbol.dispose]: () => void running.delete(status) };
    },
    list() {
      return [...running].map((status) => status()).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  };
}
