import { NamingError } from '@namerd/errors';
import { isJsonObject, type JsonObject, K8sObject } from './object.ts';
import type { K8sReply } from './reply.ts';

/** All objects of a resource at one moment. */
export interface K8sList {
  readonly items: readonly K8sObject[];
  /** Of the list: where a watch is to go on. */
  readonly resourceVersion: string;
}

/** Pages that expire while they are read begin anew so often; then all is asked for at once. */
const maxRounds = 2;

/** Reads a list page by page, all from the same moment. `undefined` if there is no such resource. `get` asks with a query. */
export async function readList(
  get: (query: Readonly<Record<string, string>>) => Promise<K8sReply>,
  limit: number,
): Promise<K8sList | undefined> {
  for (let round = 0; round < maxRounds; round++) {
    const list = await readPages(get, limit);
    if (list !== 'expired') return list;
  }
  const list = await readPages(get, 0);
  if (list === 'expired') throw new NamingError('PROTOCOL', 'the Kubernetes API answered a whole list with 410');
  return list;
}

async function readPages(
  get: (query: Readonly<Record<string, string>>) => Promise<K8sReply>,
  limit: number,
): Promise<K8sList | undefined | 'expired'> {
  const items: K8sObject[] = [];
  const query = limit > 0 ? { limit: String(limit) } : {};
  let token = '';
  for (;;) {
    const reply = await get(token === '' ? query : { ...query, continue: token });
    if (reply.kind === 'notFound') return undefined;
    if (reply.kind === 'gone') return 'expired';
    if (reply.kind === 'conflict') throw nonsense();
    const { page, resourceVersion, next } = toPage(reply.body);
    for (const item of page) items.push(K8sObject.parse(item));
    if (next === '') return { items, resourceVersion };
    token = next;
  }
}

function toPage(body: JsonObject): { page: readonly unknown[]; resourceVersion: string; next: string } {
  const { items, metadata } = body;
  if (!isJsonObject(metadata)) throw nonsense();
  const { resourceVersion, continue: next = '' } = metadata;
  // An empty list of a Go program may be null.
  if (!(Array.isArray(items) || items === null) || typeof resourceVersion !== 'string' || typeof next !== 'string')
    throw nonsense();
  return { page: items ?? [], resourceVersion, next };
}

function nonsense(): NamingError {
  return new NamingError('PROTOCOL', 'the Kubernetes API answered something else than a list');
}
