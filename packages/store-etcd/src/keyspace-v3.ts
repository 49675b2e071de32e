import {
  createEtcdClient,
  type EtcdClient,
  type EtcdCondition,
  type EtcdEntry,
  type EtcdEvent,
  type EtcdOutcome,
} from '@namerd/etcd-client';
import { type Activity, Namespace, type PluginContext, stream } from '@namerd/plugin';
import { clientOptions, watching } from './client-options.ts';
import type { EtcdStoreConfig } from './config.ts';
import type { Keyspace } from './keyspace.ts';
import { Table, type TableChange } from './table.ts';

/** Dtabs in etcd v3: a key `<pathPrefix>/<namespace>` each. One watch on the prefix serves everybody. */
export class KeyspaceV3 implements Keyspace {
  readonly #config: EtcdStoreConfig;
  readonly #context: PluginContext;
  readonly #etcd: EtcdClient;
  readonly #prefix: string;

  constructor(config: EtcdStoreConfig, context: PluginContext) {
    this.#config = config;
    this.#context = context;
    this.#etcd = createEtcdClient(clientOptions(config, context));
    this.#prefix = config.pathPrefix === '/' ? '/' : `${config.pathPrefix}/`;
  }

  scopeOf(): '' {
    return '';
  }

  watch(): Activity<Table> {
    return stream<Table, bigint>({
      ...watching(this.#config, this.#context),
      livenessMs: this.#config.timeoutMs,
      orderOf: ({ revision }) => revision,
      list: async (signal) => {
        const { revision, entries } = await this.#etcd.list(this.#prefix, signal);
        const empty = { revision, entries: new Map() };
        return {
          value: Table.apply(
            empty,
            entries.flatMap((entry) => this.#written(entry)),
          ),
          cursor: revision,
        };
      },
      follow: async (revision, follower, signal) => {
        await this.#etcd.watch(this.#prefix, {
          fromRevision: revision + 1n,
          signal,
          onAlive: () => follower.alive(),
          onEvents: (events) => {
            const changes = events.flatMap((event) => this.#change(event));
            if (changes.length > 0) follower.update((table) => Table.apply(table, changes));
          },
        });
      },
    });
  }

  put(namespace: Namespace, text: string, when: EtcdCondition | undefined): Promise<EtcdOutcome> {
    return this.#etcd.put(this.#prefix + namespace, new TextEncoder().encode(text), { when });
  }

  delete(namespace: Namespace, when: EtcdCondition): Promise<EtcdOutcome> {
    return this.#etcd.delete(this.#prefix + namespace, { when });
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#etcd[Symbol.asyncDispose]();
  }

  #change(event: EtcdEvent): readonly TableChange[] {
    if (event.kind === 'put') return this.#written(event.entry);
    return this.#named(event.key).map((namespace) => ({ namespace, revision: event.revision, stored: undefined }));
  }

  #written({ key, value, modRevision: revision }: EtcdEntry): readonly TableChange[] {
    const stored = { revision, content: new TextDecoder().decode(value) };
    return this.#named(key).map((namespace) => ({ namespace, revision, stored }));
  }

  /** Of which namespace this is the key, if of any. */
  #named(key: string): readonly Namespace[] {
    const name = key.slice(this.#prefix.length);
    return Namespace.is(name) ? [name] : [];
  }
}
