import { type Clock, type DtabStore, firstState } from '@namerd/plugin';

/** How well a store does, as {@link storeProbe} sees it. */
export type StoreState = 'ok' | 'stale' | 'pending' | 'failed';

/** How long the store may take to answer. */
const probeMs = 250;

/** Asks a store for its namespaces, to see how it does: `pending` if it says nothing for 250 ms. Questions at one time share one answer. */
export function storeProbe(store: DtabStore, clock: Clock): () => Promise<StoreState> {
  let asking: Promise<StoreState> | undefined;
  return () => {
    asking ??= ask(store, clock).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

async function ask(store: DtabStore, clock: Clock): Promise<StoreState> {
  const patience = new AbortController();
  using _timer = clock.setTimeout(() => patience.abort(), probeMs);
  try {
    const state = await firstState(store.list(), patience.signal);
    return state.kind === 'ok' && state.stale !== undefined ? 'stale' : state.kind;
  } catch {
    return 'pending'; // the only way to fail is to be aborted
  }
}
