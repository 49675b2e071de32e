import { Dtab, Namespace, NamingError, Version, type VersionedDtab } from '@namerd/plugin';
import type { Connection } from './connection.ts';
import { toNamingError } from './errors.ts';
import type { Keys } from './keys.ts';

/** What was read, and how many writes Redis had counted then: reads are in order by it. */
export interface Counted<T> {
  readonly count: number;
  readonly value: T;
}

/** Reads one namespace. Remembers the last text, because an unchanged one need not be parsed again. */
export function readDtab(
  connection: Connection,
  keys: Keys,
  namespace: Namespace,
): () => Promise<Counted<VersionedDtab | undefined>> {
  let last: { readonly text: string; readonly dtab: Dtab } | undefined;
  return async () => {
    const [count, version, text] = await ask(connection, (client) =>
      client.namerdRead(keys.dtab(namespace), keys.names, keys.counter),
    );
    if (version === null && text === null) return { count: Number(count), value: undefined };
    if (version === null || text === null)
      throw new NamingError('PARSE', `${keys.dtab(namespace)} lacks ${version === null ? 'version' : 'dtab'}`);
    if (last?.text !== text) last = { text, dtab: await Dtab.parseAsync(text) };
    return { count: Number(count), value: { dtab: last.dtab, version: Version.ofText(version) } };
  };
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
