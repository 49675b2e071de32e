import type { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Namespace } from './namespace.ts';
import type { CallOptions, DtabStore } from './store.ts';

/** Throws or rejects if this dtab must not be stored under this name. What it throws is what the writer gets; use a naming error. */
export type DtabCheck = (namespace: Namespace, dtab: Dtab, options?: CallOptions) => void | Promise<void>;

/** The store with every dtab checked before it is written. What is stored already is not checked. Dispose is the store's own. */
export function validated(store: DtabStore, check: DtabCheck): DtabStore {
  const checked = async <T>(
    namespace: Namespace,
    dtab: Dtab,
    options: CallOptions | undefined,
    write: () => Promise<T>,
  ): Promise<T> => {
    NamingError.throwIfAborted(options?.signal);
    await check(namespace, dtab, options);
    return write();
  };
  return {
    list: () => store.list(),
    observe: (namespace) => store.observe(namespace),
    create: (ns, dtab, options) => checked(ns, dtab, options, () => store.create(ns, dtab, options)),
    update: (ns, dtab, expected, options) => checked(ns, dtab, options, () => store.update(ns, dtab, expected, options)),
    put: (ns, dtab, options) => checked(ns, dtab, options, () => store.put(ns, dtab, options)),
    delete: (ns, options) => store.delete(ns, options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
