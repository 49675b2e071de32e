import { Dtab, Namespace, NamingError, Version, type VersionedDtab } from '@namerd/plugin';
import type { Connection } from './connection.ts';
import { toNamingError } from './errors.ts';
import type { Keys } from './keys.ts';

/** What was read, and how many writes Redis had counted then: reads are in order by it. */
export interface Counted<T> {
  readonly count: number;
  readonly value: T;
}

/** A namespace as Redis has it. Text that cannot be read is an answer like any other: only the namespace suffers, and the next text is taken. */
export interface Stored {
  readonly version: Version;
  readonly text: string;
  readonly dtab: Dtab | NamingError;
}

/** Whether two readings are of the same write. */
export function sameStored(a: Stored | undefined, b: Stored | undefined): boolean {
  return a?.version === b?.version && a?.text === b?.text;
}

/** What observers see of a reading. Throws `PARSE`. */
export function toVersioned(stored: Stored | undefined): VersionedDtab | undefined {
  if (stored === undefined) return undefined;
  const { dtab, version } = stored;
  if (dtab instanceof Error) throw dtab;
  return { dtab, version };
}

/** Reads one namespace. Remembers the last reading, because an unchanged text need not be parsed again. */
export function readDtab(connection: Connection, keys: Keys, namespace: Namespace): () => Promise<Counted<Stored | undefined>> {
  let last: Stored | undefined;
  return async () => {
    const [counter, stamp, found] = await ask(connection, (client) =>
      client.namerdRead(keys.dtab(namespace), keys.names, keys.counter),
    );
    const count = Number(counter);
    if (stamp === null && found === null) return { count, value: undefined };
    const version = Version.ofText(stamp ?? '');
    const text = found ?? '';
    if (last === undefined || last.text !== text || last.version !== version) last = { version, text, dtab: await parse(text) };
    return { count, value: last };
  };
}

async function parse(text: string): Promise<Dtab | NamingError> {
  try {
    return await Dtab.parseAsync(text);
  } catch (thrown) {
    return NamingError.from(thrown);
  }
}

/** Reads the namespaces that exist, sorted. */
export async function readNames(connection: Connection, keys: Keys): Promise<Counted<readonly Namespace[]>> {
  const [count, names] = await ask(connection, (client) => client.namerdList(keys.names, keys.names, keys.counter));
  return { count: Number(count), value: names.filter((name) => Namespace.is(name)).sort() };
}

async function ask<T>(connection: Connection, command: (client: Connection['client']) => Promise<T>): Promise<T> {
  await connection.ready();
  try {
    return await command(connection.client);
  } catch (thrown) {
    throw toNamingError(thrown, false);
  }
}
