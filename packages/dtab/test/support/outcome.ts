import { NamingError } from '@namerd/errors';

/** A value, or all that an error says: for holding two ways of doing the same against each other. */
export type Outcome<T> = { readonly value: T } | { readonly message: string; readonly details: object };

export function outcomeOf<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (!NamingError.is(error, 'PARSE')) throw error;
    return { message: error.message, details: error.details };
  }
}
