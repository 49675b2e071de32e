import type { Clock } from '@namerd/activity';
import type { Connection } from './connection.ts';
import { type EtcdEntry, toEntry } from './entry.ts';
import { prefixEnd, utf8 } from './keys.ts';
import { methods, type WatchResponse } from './proto.ts';
import { RpcFailure } from './rpc-failure.ts';

/** A change of one key. */
export type EtcdEvent =
  | { readonly kind: 'put'; readonly entry: EtcdEntry }
  | { readonly kind: 'delete'; readonly key: string; readonly revision: bigint };

/** Why there is nothing more: the revision has been compacted away, or etcd has gone back behind it (it was restored, or set up anew). */
export type EtcdWatchEnd = 'compacted' | 'behind';

/** Options of `EtcdClient.watch`. */
export interface EtcdWatchOptions {
  /** The first revision that is of interest: the one after that of a listing. */
  readonly fromRevision: bigint;
  readonly signal: AbortSignal;
  /** Changes, in the order of etcd; those of one revision come together. */
  readonly onEvents: (events: readonly EtcdEvent[]) => void;
  /** Called on every sign of life. etcd is asked for one several times within the client's timeout. */
  readonly onAlive: () => void;
}

/** Runs a watch. `signal` must abort when it is over. */
export function runWatch(
  connection: Connection,
  prefix: string,
  {
    fromRevision,
    onEvents,
    onAlive,
    signal,
    clock,
    beatMs,
  }: EtcdWatchOptions & { readonly clock: Clock; readonly beatMs: number },
): Promise<EtcdWatchEnd> {
  return connection.duplex(methods().watch, signal, async (open) => {
    const over = Promise.withResolvers<EtcdWatchEnd>();
    const call = open((answer: WatchResponse) => {
      try {
        const end = read(answer, fromRevision);
        if (end !== undefined) over.resolve(end);
        onAlive();
        if (answer.events.length > 0) onEvents(answer.events.map(toEvent));
      } catch (error) {
        over.reject(error);
      }
    });
    const key = utf8(prefix);
    call.send({ create_request: { key, range_end: prefixEnd(key), start_revision: String(fromRevision) } });
    using _beat = every(clock, beatMs, () => call.send({ progress_request: {} }));
    return await Promise.race([over.promise, call.ended.then(endedByServer)]);
  });
}

/** Whether, and how, this is the end. Throws where etcd refuses. */
function read(answer: WatchResponse, fromRevision: bigint): EtcdWatchEnd | undefined {
  if (answer.canceled) {
    if (answer.compact_revision !== '0') return 'compacted';
    throw new RpcFailure(
      /permission denied/.test(answer.cancel_reason) ? 7 : 14,
      answer.cancel_reason || 'the watch was canceled',
    );
  }
  return BigInt(answer.header.revision) < fromRevision - 1n ? 'behind' : undefined;
}

function toEvent({ type, kv }: WatchResponse['events'][number]): EtcdEvent {
  const entry = toEntry(kv);
  return type === 'DELETE' ? { kind: 'delete', key: entry.key, revision: entry.modRevision } : { kind: 'put', entry: entry };
}

function endedByServer(): never {
  throw new RpcFailure(14, 'the server ended the watch');
}

/** Calls again and again, until disposed. */
function every(clock: Clock, ms: number, call: () => void): Disposable {
  const next = (): Disposable =>
    clock.setTimeout(() => {
      timer = next();
      call();
    }, ms);
  let timer = next();
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
