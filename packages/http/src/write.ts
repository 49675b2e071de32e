import type { Dtab } from '@namerd/dtab';
import { firstState, NamingError } from '@namerd/plugin';
import { type DtabStore, type Namespace, StoreError, type Version } from '@namerd/store';
import { expectedVersion, holds, type Precondition } from './precondition.ts';

/** How often a conditional write begins anew because somebody else came between reading and writing. */
const attempts = 10;

/**
 * Creates or replaces a dtab if the precondition holds, and resolves with the new version. Rejects with `VERSION_MISMATCH` if it does not,
 * with `NAMESPACE_NOT_FOUND` if it asks for a dtab that does not exist, and as the store does.
 */
export async function putIf(store: DtabStore, ns: Namespace, dtab: Dtab, condition: Precondition): Promise<Version> {
  const { ifMatch, ifNoneMatch } = condition;
  if (ifMatch === undefined && ifNoneMatch === undefined) return store.put(ns, dtab);
  const expected = expectedVersion(condition);
  if (expected !== undefined) return store.update(ns, dtab, expected);
  return insist(async () => {
    const current = await currentOf(store, ns, condition);
    return current === undefined ? store.create(ns, dtab) : store.update(ns, dtab, current);
  });
}

/** Deletes a dtab if the precondition holds. Rejects as {@link putIf} does. */
export async function deleteIf(store: DtabStore, ns: Namespace, condition: Precondition): Promise<void> {
  if (condition.ifMatch === undefined && condition.ifNoneMatch === undefined) return store.delete(ns);
  const expected = expectedVersion(condition);
  if (expected !== undefined) return store.delete(ns, { expected: expected });
  return insist(async () => {
    const current = await currentOf(store, ns, condition);
    if (current === undefined) throw StoreError.notFound(ns);
    return store.delete(ns, { expected: current });
  });
}

/** The version that is there now, having checked the precondition against it. */
async function currentOf(store: DtabStore, ns: Namespace, condition: Precondition): Promise<Version | undefined> {
  const state = await firstState(store.observe(ns));
  if (state.kind === 'failed') throw state.error;
  const current = state.value?.version;
  if (current === undefined && condition.ifMatch !== undefined) throw StoreError.notFound(ns);
  if (!holds(condition, current)) throw new Refused(StoreError.mismatch(ns));
  return current;
}

/** Carries a refusal past the retries. */
class Refused extends Error {
  readonly error: NamingError;
  constructor(error: NamingError) {
    super(error.message, { cause: error });
    this.error = error;
  }
}

/** Tries again where somebody else was quicker: the precondition is then checked against what they left. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let i = 1; ; i++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (thrown instanceof Refused) throw thrown.error;
      const isRace = NamingError.is(thrown, 'VERSION_MISMATCH') || NamingError.is(thrown, 'NAMESPACE_EXISTS');
      if (!isRace || i === attempts) throw thrown;
    }
  }
}
