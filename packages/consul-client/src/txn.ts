import { isIndex, isObject } from './entry.ts';
import { nonsense, refusal, saysForbidden } from './failure.ts';
import type { ConsulWrite, ConsulWriteOptions, KvOptions } from './kv.ts';
import { target } from './target.ts';

/** One operation of a transaction, in Consul's words. */
export type TxnOp =
  | { readonly Verb: 'get' | 'delete'; readonly Key: string }
  | { readonly Verb: 'set'; readonly Key: string; readonly Value: string }
  | { readonly Verb: 'cas'; readonly Key: string; readonly Value: string; readonly Index: number }
  | { readonly Verb: 'delete-cas'; readonly Key: string; readonly Index: number };

/** Sends a transaction on one key. A `get` in it is there to tell a missing key from a stale index. */
export async function sendTxn(
  { http, datacenter }: KvOptions,
  ops: readonly TxnOp[],
  { token, signal }: ConsulWriteOptions,
): Promise<ConsulWrite> {
  const path = target('/v1/txn', { dc: datacenter });
  const body = JSON.stringify(ops.map((op) => ({ KV: op })));
  const { status, text } = await http.send({ method: 'PUT', path, body, token, signal });
  if (status !== 200 && status !== 409) throw refusal(status, text, true);
  const answer = parsed(text);
  if (status === 409) return refused(answer['Errors']);
  const results = Array.isArray(answer['Results']) ? (answer['Results'] as readonly unknown[]) : [];
  const last = results.at(-1); // a delete has no result of its own, so that the last is that of the `get` before it
  const entry = isObject(last) ? last['KV'] : undefined;
  const modifyIndex = isObject(entry) ? entry['ModifyIndex'] : undefined;
  if (!isIndex(modifyIndex)) throw nonsense('the answer to a write has no ModifyIndex', true);
  return { kind: 'done', modifyIndex: modifyIndex };
}

function refused(errors: unknown): ConsulWrite {
  const whats = (Array.isArray(errors) ? (errors as readonly unknown[]) : []).map((error) =>
    isObject(error) ? String(error['What']) : '',
  );
  const [forbidden] = whats.filter(saysForbidden);
  if (forbidden !== undefined) throw refusal(403, forbidden, true);
  if (whats.some((what) => what.includes("doesn't exist"))) return { kind: 'missing' };
  if (whats.some((what) => what.includes('index is stale'))) return { kind: 'stale' };
  throw nonsense(`a write was refused: ${whats.join('; ').slice(0, 200) || 'without a reason'}`, false);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // As below.
  }
  throw nonsense('the answer to a write is not an object of JSON', true);
}
