import { NamingError } from '@namerd/errors';
import type { DtabStore } from './store.ts';

/** The store with every write refused as `UNSUPPORTED`, without asking it. Reads and dispose are the store's own. */
export function readOnly(store: DtabStore): DtabStore {
  const refuse = async (): Promise<never> => {
    throw new NamingError('UNSUPPORTED', 'this store is read-only');
  };
  return {
    list: () => store.list(),
    observe: (namespace) => store.observe(namespace),
    create: refuse,
    update: refuse,
    put: refuse,
    delete: refuse,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
