import { NamingError } from '@namerd/errors';

declare const brand: unique symbol;

/** The name of one dtab in a store: letters, digits, `_` and `-`. */
export type Namespace = string & { readonly [brand]: never };

const valid = /^[A-Za-z0-9_-]{1,253}$/;

/** Operations on {@link Namespace}. */
export const Namespace = {
  /** Throws `NAMESPACE_INVALID` unless the text is 1 to 253 letters, digits, `_` or `-`. */
  parse(text: string): Namespace {
    if (valid.test(text)) return text as Namespace;
    throw new NamingError(
      'NAMESPACE_INVALID',
      `invalid dtab namespace ${text}: namespace must contain only letter, number, '_' or '-' characters, and at most 253`,
    );
  },

  is(text: string): text is Namespace {
    return valid.test(text);
  },
} as const;
