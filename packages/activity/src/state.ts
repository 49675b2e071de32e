/** Since when, and why, a value may be out of date: its source has lost its backend. */
export interface Stale {
  /** When freshness was lost, in milliseconds since the epoch. */
  readonly sinceMs: number;
  readonly cause: Error;
}

/**
 * What a changing value is right now. `pending`: no answer yet. `ok`: a value, marked `stale` while its source has lost its
 * backend. `failed`: there is no value to show. This is the only place where these three are told apart.
 */
export type State<T> =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ok'; readonly value: T; readonly stale?: Stale }
  | { readonly kind: 'failed'; readonly error: Error };

/** Whether two values are the same for an observer. */
export type Equals<T> = (a: T, b: T) => boolean;

/** Makers and operations of {@link State}. */
export const State = {
  pending: Object.freeze({ kind: 'pending' }) as State<never>,

  ok<T>(value: T, stale?: Stale): State<T> {
    return stale === undefined ? { kind: 'ok', value } : { kind: 'ok', value, stale };
  },

  failed(error: Error): State<never> {
    return { kind: 'failed', error };
  },

  /** Equal values of equal freshness, or the same error. The cause of staleness does not count, its beginning does. */
  same<T>(a: State<T>, b: State<T>, equals: Equals<T>): boolean {
    if (a === b) return true;
    if (a.kind === 'ok' && b.kind === 'ok') return a.stale?.sinceMs === b.stale?.sinceMs && equals(a.value, b.value);
    if (a.kind === 'failed' && b.kind === 'failed') return a.error === b.error;
    return a.kind === 'pending' && b.kind === 'pending';
  },

  /** The state with its value replaced. Freshness is kept, and so are pending and failed. */
  map<T, U>(state: State<T>, f: (value: T) => U): State<U> {
    return state.kind === 'ok' ? State.ok(f(state.value), state.stale) : state;
  },

  /** The state, at least as stale as `stale`: a derived value is as old as the oldest of its inputs. */
  withStale<T>(state: State<T>, stale: Stale | undefined): State<T> {
    if (state.kind !== 'ok' || stale === undefined) return state;
    return State.ok(state.value, stalest(state.stale, stale));
  },
} as const;

/** The older of two marks. */
export function stalest(a: Stale | undefined, b: Stale | undefined): Stale | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return b.sinceMs < a.sinceMs ? b : a;
}
