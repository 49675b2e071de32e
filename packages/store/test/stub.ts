import { constant } from '@namerd/activity';
import { type DtabStore, Namespace, Version } from '@namerd/store';

/** A store that answers the same to everything and notes what it was asked. */
export function stubStore(): { readonly store: DtabStore; readonly calls: string[] } {
  const calls: string[] = [];
  const note = async (call: string): Promise<Version> => {
    calls.push(call);
    return Version.ofText(call);
  };
  return {
    calls,
    store: {
      list: () => constant([Namespace.parse('web')]),
      observe: () => constant(undefined),
      create: () => note('create'),
      update: () => note('update'),
      put: () => note('put'),
      delete: async () => void (await note('delete')),
      [Symbol.asyncDispose]: async () => void (await note('dispose')),
    },
  };
}
