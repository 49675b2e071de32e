import type { ConsulEntry } from '@namerd/consul-client';
import { Dtab, NamingError, type VersionedDtab } from '@namerd/plugin';
import { versionOf } from './layout.ts';

/** What was read, and at which index. */
export interface Reading<T> {
  readonly index: number;
  readonly value: T;
}

/** A namespace as Consul has it. Text that cannot be read is an answer like any other: only the namespace suffers, and the next text is taken. */
export interface Stored {
  readonly entry: ConsulEntry;
  readonly outcome: VersionedDtab | NamingError;
}

/** Whether two readings are of the same write: of a Consul that was set up anew, indices can come again. */
export function sameStored(a: Stored | undefined, b: Stored | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return a.entry.modifyIndex === b.entry.modifyIndex && sameBytes(a.entry.value, b.entry.value);
}

/** What observers see of a reading. Throws `PARSE`. */
export function toVersioned({ value }: Reading<Stored | undefined>): VersionedDtab | undefined {
  if (value?.outcome instanceof Error) throw value.outcome;
  return value?.outcome;
}

/** Reads the entries of one namespace: again only what has changed, for a large dtab takes a while. */
export function createDecoder(): (entry: ConsulEntry | undefined, signal: AbortSignal) => Promise<Stored | undefined> {
  let last: Stored | undefined;
  return async (entry, signal) => {
    if (entry === undefined) return undefined;
    const next = { entry, outcome: new NamingError('PARSE', 'not read yet') };
    if (!sameStored(last, next)) last = { entry, outcome: await parse(entry, signal) };
    return last;
  };
}

async function parse({ value, modifyIndex }: ConsulEntry, signal: AbortSignal): Promise<VersionedDtab | NamingError> {
  try {
    return { dtab: await Dtab.parseAsync(textOf(value), { signal }), version: versionOf(modifyIndex) };
  } catch (error) {
    if (NamingError.is(error, 'PARSE')) return error;
    throw error;
  }
}

function textOf(value: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch (cause) {
    throw new NamingError('PARSE', 'the stored text is not UTF-8', { cause });
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
