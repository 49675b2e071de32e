import {
  type Activity,
  Dtab,
  type Namespace,
  NamingError,
  type State,
  source,
  Version,
  type VersionedDtab,
} from '@namerd/plugin';
import { type Stored, sameStored, type Table } from './table.ts';

/** A namespace as a table has it, parsed. A text that cannot be read is an answer like any other: the next one is taken. */
export interface Reading {
  /** Of the table. */
  readonly revision: bigint;
  readonly outcome: VersionedDtab | NamingError | undefined;
}

/**
 * Reads one namespace out of the table. Parsing has no part in the watching of the table: it takes as long as it takes for large dtabs, and
 * is done only for what is observed. Until it is done the former reading stands.
 */
export function reading(table: Activity<Table>, namespace: Namespace): Activity<Reading> {
  return source<Reading>(
    (sink, signal) => {
      let last: { readonly stored: Stored | undefined; readonly outcome: Reading['outcome'] } | undefined;
      let latest: State<Table> = { kind: 'pending' };
      let parsing: Stored | undefined;

      const show = (): void => {
        if (latest.kind === 'failed') sink.failed(latest.error);
        if (latest.kind !== 'ok') return;
        const { revision, entries } = latest.value;
        const stored = entries.get(namespace);
        if (stored === undefined) last = { stored, outcome: undefined };
        const isRead = last !== undefined && sameStored(last.stored, stored);
        if (isRead && last !== undefined) sink.ok({ revision, outcome: last.outcome });
        if (last !== undefined && latest.stale !== undefined) sink.stale(latest.stale);
        if (!isRead && stored !== undefined && parsing === undefined) parse(stored, revision);
      };
      const parse = (stored: Stored, revision: bigint): void => {
        parsing = stored;
        void read(stored, signal).then((outcome) => {
          parsing = undefined;
          if (signal.aborted) return;
          last = { stored, outcome };
          sink.ok({ revision, outcome }); // also where there is a newer text by now: who writes all the time must not keep it from being seen
          show();
        });
      };
      const observation = table.observe((state) => {
        latest = state;
        show();
      });
      signal.addEventListener('abort', () => observation[Symbol.dispose](), { once: true });
    },
    { name: `etcd ${namespace}`, equals: (a, b) => a.revision === b.revision && a.outcome === b.outcome },
  );
}

/** Never rejects. */
async function read({ revision, content }: Stored, signal: AbortSignal): Promise<VersionedDtab | NamingError> {
  if (typeof content !== 'string') return content;
  try {
    return { dtab: await Dtab.parseAsync(content, { signal }), version: Version.ofText(String(revision)) };
  } catch (error) {
    return NamingError.from(error);
  }
}
