import { systemClock, within } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import type { DtabStore, Namespace } from '@namerd/store';
import { Watch } from '@namerd/testkit';
import { type Attempt, type History, withToken } from './history.ts';
import type { Random } from './random.ts';

const readBounds = { clock: systemClock, ms: 2_000, what: 'reading before a write' };

/** A writer reads, adds a token of its own, and writes with compare-and-set, over and over until `signal` aborts. */
export async function writer(
  id: string,
  place: { store: DtabStore; namespaces: readonly Namespace[]; random: Random; history: History; signal: AbortSignal },
): Promise<void> {
  const { store, namespaces, random, history, signal } = place;
  for (let n = 0; !signal.aborted; n++) {
    const namespace = random.pick(namespaces);
    const token = `${id}-${n}`;
    try {
      const current = await within({ ...readBounds, signal }, (scope) => store.observe(namespace).first(scope));
      if (current === undefined) throw new NamingError('NAMESPACE_NOT_FOUND', `${namespace} is gone`);
      history.attempts.push(
        await attempt(store, { namespace, token, expected: current.version }, () => withToken(current.dtab, token)),
      );
    } catch (error) {
      if (!NamingError.is(error)) throw error; // a read that failed is no attempt to write
    }
    await pause(random.between(1, 30), signal);
  }
}

async function attempt(
  store: DtabStore,
  { namespace, token, expected }: Pick<Attempt, 'namespace' | 'token' | 'expected'>,
  next: () => Parameters<DtabStore['update']>[1],
): Promise<Attempt> {
  try {
    const version = await store.update(namespace, next(), expected);
    return { namespace, token, expected, outcome: 'acknowledged', version };
  } catch (error) {
    const refused = NamingError.is(error, 'VERSION_MISMATCH') || NamingError.is(error, 'NAMESPACE_NOT_FOUND');
    return { namespace, token, expected, outcome: refused ? 'refused' : 'unknown' };
  }
}

/** Waits, but not beyond the abort. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** A watcher whose states go into the history. */
export function watcher(
  id: string,
  store: DtabStore,
  place: { namespace: Namespace; history: History; boundMs: number },
): Watch<unknown> {
  const watch = new Watch(store.observe(place.namespace), place.boundMs);
  place.history.sights.push({ watcher: id, namespace: place.namespace, states: watch.history });
  return watch;
}
