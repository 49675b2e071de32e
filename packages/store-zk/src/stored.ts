import { Dtab, type Namespace, NamingError, type Version, type VersionedDtab } from '@namerd/plugin';
import type { ZkDecode } from '@namerd/zk-client';
import { versionOf } from './layout.ts';

/** What a node holds, if there is one. */
export type Stored =
  | {
      readonly version: Version;
      /** The transaction that wrote it. */
      readonly mzxid: bigint;
      readonly outcome: VersionedDtab | NamingError;
    }
  | undefined;

/** Operations on {@link Stored}. */
export const Stored = {
  /** Whether it is the same write, and so the same text. */
  equals: (a: Stored, b: Stored): boolean => a?.version === b?.version,

  /** The dtab. Throws `PARSE` if the text cannot be read. */
  dtab(stored: Stored): VersionedDtab | undefined {
    if (stored?.outcome instanceof NamingError) throw stored.outcome;
    return stored?.outcome;
  },
} as const;

/** Reads nodes of one namespace: again only what has changed, for a large dtab takes a while. Never rejects with `PARSE`, which is an outcome. */
export function createDecoder(namespace: Namespace): ZkDecode<Stored> {
  let last: Stored;
  return async (node, signal) => {
    if (node === undefined) return undefined;
    const version = versionOf(node.stat);
    if (last?.version !== version) {
      const outcome = await read(namespace, node.data, signal);
      const dtab = outcome instanceof NamingError ? outcome : { dtab: outcome, version };
      last = { version, mzxid: node.stat.mzxid, outcome: dtab };
    }
    return last;
  };
}

async function read(namespace: Namespace, data: Uint8Array | undefined, signal: AbortSignal): Promise<Dtab | NamingError> {
  // A node without data is not what namerd writes for the empty dtab, which is an empty text.
  if (data === undefined) return new NamingError('PARSE', `Empty node: ${namespace}`);
  try {
    return await Dtab.parseAsync(new TextDecoder().decode(data), { signal });
  } catch (error) {
    if (NamingError.is(error, 'PARSE')) return error;
    throw error;
  }
}
