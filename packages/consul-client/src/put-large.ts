import { Buffer } from 'node:buffer';
import { NamingError } from '@namerd/errors';
import { nonsense, refusal } from './failure.ts';
import type { ConsulKv, ConsulWrite, ConsulWriteOptions, KvOptions } from './kv.ts';
import { keyPath, target } from './target.ts';

/** The key and the value to put. */
export interface LargePut extends KvOptions {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * Puts a value that is too large for a transaction, where it is written in base64: a plain put takes a third more. Consul says no more than
 * whether it was done, so the index is read after that. Rejects `VERSION_MISMATCH` with `details.outcome` `'written'` if
 * another write has come in between: then nobody knows the index of ours.
 */
export async function putLarge(kv: ConsulKv, put: LargePut, options: ConsulWriteOptions): Promise<ConsulWrite> {
  const { http, datacenter, key, value } = put;
  const { cas, token, signal } = options;
  const path = target(keyPath(key), { cas: cas === undefined ? undefined : String(cas), dc: datacenter });
  const { status, text } = await http.send({ method: 'PUT', path, body: value, token, signal });
  if (status !== 200) throw refusal(status, text, true);
  const said = text.trim();
  if (said !== 'true' && said !== 'false') throw nonsense('the answer to a put is neither true nor false', true);
  const isDone = said === 'true';
  const { value: found } = await readBack(() => kv.get(key, { consistency: 'consistent', datacenter, token, signal }), isDone);
  if (!isDone) return found === undefined && cas !== 0 ? { kind: 'missing' } : { kind: 'stale' };
  if (found !== undefined && Buffer.compare(found.value, value) === 0) return { kind: 'done', modifyIndex: found.modifyIndex };
  throw new NamingError('VERSION_MISMATCH', `Consul: ${key} was written, and overwritten at once`, {
    details: { outcome: 'written' },
  });
}

/** Where only the reading has failed, the write has still been done. */
async function readBack<T>(read: () => Promise<T>, isDone: boolean): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const { code, message, details } = NamingError.from(thrown);
    if (!isDone) throw thrown;
    throw new NamingError(code, message, { cause: thrown, details: { ...details, outcome: 'written' } });
  }
}
