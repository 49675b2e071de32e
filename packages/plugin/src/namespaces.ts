import { type Activity, type Clock, constant, keyed, systemClock } from '@namerd/activity';
import { Dtab, type NameTree, type Path } from '@namerd/dtab';
import type { Bound, DelegateTree, Interpreter } from '@namerd/namer';
import { type DtabStore, Namespace } from '@namerd/store';

/**
 * Resolves names in a namespace: through the dtab stored there, followed by the caller's own, whose dentries are preferred. What the
 * caller names may be anything: a namespace that does not exist, or cannot, has the empty dtab. While the store has no answer nothing
 * resolves (pending, or failed with the store's error); after it had one, the last good dtab stands through outages and through text
 * that cannot be read, marked stale.
 */
export interface Namespaces {
  /** The dtab in force. An edit of the stored one changes it; an edit that comes to the same does not. */
  dtab(namespace: string, extra?: Dtab): Activity<Dtab>;
  /** See {@link Interpreter.bind}. */
  bind(namespace: string, extra: Dtab | undefined, path: Path): Activity<NameTree<Bound>>;
  /** See {@link Interpreter.delegate}. */
  delegate(namespace: string, extra: Dtab | undefined, path: Path): Activity<DelegateTree<Bound>>;
}

/** The namespaces of a store, resolved by an interpreter. Neither is disposed with it; it holds nothing unless observed. */
export function createNamespaces(
  store: DtabStore,
  interpreter: Interpreter,
  options: { readonly clock?: Clock } = {},
): Namespaces {
  const { clock = systemClock } = options;
  const stored = keyed(
    (namespace: Namespace) =>
      store
        .observe(namespace)
        .map((found) => found?.dtab ?? Dtab.empty, Dtab.equals)
        .stabilize({ clock }),
    { lingerMs: 0, clock },
  );
  const dtab = (namespace: string, extra: Dtab = Dtab.empty): Activity<Dtab> => {
    const own = Namespace.is(namespace) ? stored(namespace) : constant(Dtab.empty);
    return extra.dentries.length === 0 ? own : own.map((found) => Dtab.concat(found, extra));
  };
  return {
    dtab: dtab,
    bind: (namespace, extra, path) => interpreter.bind(dtab(namespace, extra), path),
    delegate: (namespace, extra, path) => interpreter.delegate(dtab(namespace, extra), path),
  };
}
