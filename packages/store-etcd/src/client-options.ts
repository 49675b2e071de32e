import type { EtcdClientOptions } from '@namerd/etcd-client';
import { loadClientTls, type PluginContext, type StreamOptions } from '@namerd/plugin';
import type { EtcdStoreConfig } from './config.ts';
import { Table } from './table.ts';

/** How often everything is read besides being watched, in milliseconds. */
const resyncMs = 60_000;

/** What both clients of etcd are told. */
export function clientOptions(config: EtcdStoreConfig, context: PluginContext): EtcdClientOptions {
  const { host, port, username, password, timeoutMs } = config;
  const credentials = username === undefined ? undefined : { username, password: password ?? '' };
  return { host, port, context, timeoutMs, credentials, tls: () => loadClientTls(config.tls) };
}

/** What watches of both have in common. */
export function watching(
  { pathPrefix, timeoutMs }: EtcdStoreConfig,
  context: PluginContext,
): Pick<StreamOptions<Table, unknown>, 'context' | 'name' | 'equals' | 'timeoutMs' | 'resyncMs' | 'backoff'> {
  return {
    context,
    name: `etcd ${pathPrefix}`,
    equals: (a, b) => Table.equals(a, b),
    timeoutMs: timeoutMs + 1_000, // the client's own limit is the tighter one
    resyncMs,
    backoff: { minMs: 50, maxMs: 5_000 },
  };
}
