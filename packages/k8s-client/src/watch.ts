import { NamingError } from '@namerd/errors';
import { JsonStream } from './json-stream.ts';
import { isJsonObject, K8sObject, toStatus } from './object.ts';
import { toError, toReply } from './reply.ts';
import type { Transport } from './transport.ts';

/** What a watch tells. */
export type K8sEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: K8sObject }
  /** Nothing has changed up to this version. */
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/**
 * How a watch ended, unless it failed. `closed`: by the server, as agreed. `expired`: the server no longer knows the version (410 as status or in an
 * event). `notFound`: there is no such resource. In each case list anew, and watch from there.
 */
export type K8sWatchEnd = 'closed' | 'expired' | 'notFound';

/** Options of a watch. */
export interface K8sWatchOptions {
  /** Of the list that the watch goes on from: never that of an item. */
  readonly resourceVersion: string;
  /** How long the server is to keep it open, in seconds. Default: 300 to 600, at random, so that many watches do not end at once. */
  readonly timeoutSeconds?: number;
  /** Told in order; the next event waits until this one is dealt with. A throw ends the watch. */
  readonly onEvent: (event: K8sEvent) => void | Promise<void>;
  readonly signal: AbortSignal;
}

/** Follows a list. The signal's end, and that of the time, reject with the signal's reason. */
export async function follow(transport: Transport, path: string, options: K8sWatchOptions): Promise<K8sWatchEnd> {
  const { chunks, ...answer } = await transport.open({ method: 'GET', path }, options.signal);
  if (answer.status !== 200) {
    const reply = toReply({ ...answer, text: await textOf(chunks), isWrite: false });
    if (reply.kind === 'gone') return 'expired';
    if (reply.kind === 'notFound') return 'notFound';
    throw new NamingError('PROTOCOL', `${answer.asked}: the Kubernetes API answered a watch with ${answer.status}`);
  }
  const json = new JsonStream();
  for await (const chunk of chunks) {
    for (const value of json.push(chunk)) {
      const event = toEvent(value, answer.asked);
      if (event === 'expired') return event;
      await options.onEvent(event);
      options.signal.throwIfAborted();
    }
  }
  return 'closed';
}

function toEvent(value: unknown, asked: string): K8sEvent | 'expired' {
  const { type, object } = isJsonObject(value) ? value : { type: undefined, object: undefined };
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: K8sObject.parse(object) };
    case 'BOOKMARK':
      return { type, resourceVersion: versionOf(object) };
    case 'ERROR': {
      const status = toStatus(object);
      if (status.code === 410 || status.reason === 'Expired' || status.reason === 'Gone') return 'expired';
      throw toError(status.code ?? 500, status, { asked, isWrite: false });
    }
    default:
      throw new NamingError('PROTOCOL', `${asked}: the Kubernetes API sent an event of unknown type`);
  }
}

function versionOf(bookmark: unknown): string {
  const metadata = isJsonObject(bookmark) ? bookmark['metadata'] : undefined;
  const version = isJsonObject(metadata) ? metadata['resourceVersion'] : undefined;
  if (typeof version === 'string') return version;
  throw new NamingError('PROTOCOL', 'the Kubernetes API sent a bookmark without resourceVersion');
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}
