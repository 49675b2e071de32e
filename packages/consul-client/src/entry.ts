import { Buffer } from 'node:buffer';
import { nonsense } from './failure.ts';
import type { ConsulEntry } from './kv.ts';

/** The one entry of an answer. Throws `PROTOCOL` if there is anything else. */
export function readEntry(body: unknown, key: string): ConsulEntry {
  const [found, ...others] = Array.isArray(body) ? (body as readonly unknown[]) : [];
  if (others.length > 0 || !isObject(found) || found['Key'] !== key)
    throw nonsense('the answer is not the entry of a key', false);
  const { Value: value, ModifyIndex: modifyIndex } = found;
  if (value !== null && typeof value !== 'string') throw nonsense('a value is neither text nor null', false);
  if (!isIndex(modifyIndex)) throw nonsense('an entry has no ModifyIndex', false);
  return { key: key, value: Buffer.from(value ?? '', 'base64'), modifyIndex: modifyIndex };
}

/** Whether it is an index that something was written at. */
export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Whether it is an object, of JSON, whose fields can be asked for. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
