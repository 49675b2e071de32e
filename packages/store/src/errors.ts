import { NamingError } from '@namerd/errors';
import type { Namespace } from './namespace.ts';

/** The refusals that every store has in common, so that all say the same. `details.namespace` is the namespace. */
export const StoreError = {
  /** `NAMESPACE_EXISTS`: create on a namespace that exists. */
  exists(namespace: Namespace): NamingError {
    return new NamingError('NAMESPACE_EXISTS', `The dtab namespace ${namespace} already exists`, { details: { namespace } });
  },

  /** `NAMESPACE_NOT_FOUND`: update or delete of a namespace that does not exist. */
  notFound(namespace: Namespace): NamingError {
    return new NamingError('NAMESPACE_NOT_FOUND', `The dtab namespace ${namespace} does not exist`, { details: { namespace } });
  },

  /** `VERSION_MISMATCH`: the version expected is not the current one. */
  mismatch(namespace: Namespace): NamingError {
    const message = 'Could not update dtab: current version does not match provided version';
    return new NamingError('VERSION_MISMATCH', message, { details: { namespace } });
  },
} as const;
