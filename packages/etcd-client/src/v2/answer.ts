import { NamingError, type NamingErrorCode } from '@namerd/errors';
import type { HttpAnswer } from '../http.ts';
import type { EtcdV2Node } from './client.ts';

/** Codes of etcd's v2 API (`etcdserver/api/v2error`) that tell something else than a failure. */
export const V2Code = { notFound: 100, compareFailed: 101, exists: 105, cleared: 401 } as const;

/** An answer as etcd means it. */
export type V2Answer =
  | { readonly kind: 'ok'; readonly index: bigint; readonly node: EtcdV2Node }
  | { readonly kind: 'refused'; readonly code: number; readonly index: bigint };

interface V2Body {
  readonly node?: unknown;
  readonly errorCode?: unknown;
  readonly message?: unknown;
}

/** Reads an answer. Throws what is neither a node nor one of {@link V2Code}. */
export function readAnswer(answer: HttpAnswer): V2Answer {
  const body = parse(answer);
  const index = indexOf(answer);
  if (answer.status === 200 || answer.status === 201) return { kind: 'ok', index, node: readNode(body.node) };
  const { errorCode } = body;
  if (typeof errorCode === 'number' && Object.values<number>(V2Code).includes(errorCode)) {
    return { kind: 'refused', code: errorCode, index };
  }
  throw failure(answer.status, body);
}

function parse({ status, text }: HttpAnswer): V2Body {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Told below.
  }
  if (status === 404) {
    throw new NamingError('UNSUPPORTED', 'etcd: the server does not serve the v2 API (etcd 3.4 does with --enable-v2)');
  }
  if (status >= 300) throw failure(status, {});
  throw new NamingError('PROTOCOL', `etcd: an answer (${status}) that is no JSON`);
}

/** `X-Etcd-Index`; also in the body of an error, but there it may be the index of something else. */
function indexOf({ headers }: HttpAnswer): bigint {
  const text = headers['x-etcd-index'];
  return typeof text === 'string' && /^\d+$/.test(text) ? BigInt(text) : 0n;
}

function readNode(input: unknown): EtcdV2Node {
  const { key = '/', dir, nodes, value, modifiedIndex } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof key !== 'string') throw misshapen();
  if (dir === true) return { kind: 'dir', key, nodes: Array.isArray(nodes) ? nodes.map(readNode) : [] };
  if (typeof modifiedIndex !== 'number') throw misshapen();
  return { kind: 'value', key, value: typeof value === 'string' ? value : '', modifiedIndex: BigInt(modifiedIndex) };
}

function misshapen(): NamingError {
  return new NamingError('PROTOCOL', 'etcd: an answer without a node');
}

/** Refusals that are neither about credentials nor passing. */
const refusals: readonly number[] = [102, 104, 107, 108];

function failure(status: number, { errorCode, message }: V2Body): NamingError {
  const number = typeof errorCode === 'number' ? errorCode : undefined;
  const text = typeof message === 'string' ? message : 'no reason given';
  const code = number !== undefined && refusals.includes(number) ? 'PROTOCOL' : codeOf(status);
  const numbers = number === undefined ? `${status}` : `${status}, code ${number}`;
  return new NamingError(code, `etcd: ${text} (${numbers})`, { details: { status } });
}

function codeOf(status: number): NamingErrorCode {
  if (status === 401 || status === 403) return 'FORBIDDEN';
  if (status === 413) return 'UNSUPPORTED';
  return status >= 500 || status === 429 ? 'UNAVAILABLE' : 'PROTOCOL';
}
