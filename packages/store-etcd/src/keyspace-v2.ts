import {
  createEtcdV2Client,
  type EtcdCondition,
  type EtcdOutcome,
  type EtcdV2Client,
  type EtcdV2Node,
  type EtcdV2Reading,
} from '@namerd/etcd-client';
import { type Activity, longPoll, Namespace, NamingError, type PluginContext } from '@namerd/plugin';
import { clientOptions, watching } from './client-options.ts';
import type { EtcdStoreConfig } from './config.ts';
import type { Keyspace, Scope } from './keyspace.ts';
import { Table, type TableChange } from './table.ts';

/**
 * Dtabs as namerd 1.7.5 keeps them: a node of the v2 keys API each. One long poll on the directory serves everybody, except those whose
 * names begin with `_`: such nodes are hidden from directories, and each is watched by itself.
 */
export class KeyspaceV2 implements Keyspace {
  readonly #config: EtcdStoreConfig;
  readonly #context: PluginContext;
  readonly #etcd: EtcdV2Client;

  constructor(config: EtcdStoreConfig, context: PluginContext) {
    this.#config = config;
    this.#context = context;
    this.#etcd = createEtcdV2Client(clientOptions(config, context));
  }

  scopeOf(namespace: Namespace): Scope {
    return namespace.startsWith('_') ? namespace : '';
  }

  /** A change wakes the poll, and everything is read: what etcd tells of changes is not complete, and its memory of them is short. */
  watch(scope: Scope): Activity<Table> {
    const { timeoutMs, pathPrefix } = this.#config;
    const key = scope === '' ? pathPrefix : this.#keyOf(scope);
    const changesOf = scope === '' ? inDirectory(key) : ofNode(scope);
    return longPoll<Table, bigint>({
      ...watching(this.#config, this.#context),
      name: `etcd ${key}`,
      waitMs: timeoutMs,
      slackMs: timeoutMs + 1_000,
      busyMaxMs: 100,
      fetch: async (index, signal) => {
        if (index !== undefined) await this.#etcd.wait(key, { fromIndex: index + 1n, waitMs: timeoutMs, signal });
        const reading = await this.#etcd.read(key, signal);
        const { index: revision } = reading;
        return { value: Table.apply({ revision, entries: new Map() }, changesOf(reading)), index: revision };
      },
    });
  }

  put(namespace: Namespace, text: string, when: EtcdCondition | undefined): Promise<EtcdOutcome> {
    return this.#etcd.put(this.#keyOf(namespace), text, { when });
  }

  delete(namespace: Namespace, when: EtcdCondition): Promise<EtcdOutcome> {
    return this.#etcd.delete(this.#keyOf(namespace), { when });
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#etcd[Symbol.asyncDispose]();
  }

  #keyOf(namespace: Namespace): string {
    return `${this.#config.pathPrefix === '/' ? '' : this.#config.pathPrefix}/${namespace}`;
  }
}

type ReadChanges = (reading: EtcdV2Reading) => readonly TableChange[];

/** A directory that does not exist is an empty one: it comes into being with the first dtab. */
function inDirectory(key: string): ReadChanges {
  return ({ node }) => {
    if (node === undefined) return [];
    if (node.kind !== 'dir') throw new NamingError('PROTOCOL', `Dtab root ${key} is not a directory`);
    return node.nodes.flatMap((child) => {
      const name = child.key.slice(child.key.lastIndexOf('/') + 1);
      return Namespace.is(name) ? [written(name, child)] : [];
    });
  };
}

function ofNode(namespace: Namespace): ReadChanges {
  return ({ node }) => (node === undefined ? [] : [written(namespace, node)]);
}

function written(namespace: Namespace, node: EtcdV2Node): TableChange {
  if (node.kind === 'value') {
    const { modifiedIndex: revision, value } = node;
    return { namespace, revision: 0n, stored: { revision, content: value } };
  }
  const content = new NamingError('PARSE', `${node.key} is not a data node`);
  return { namespace, revision: 0n, stored: { revision: 0n, content } };
}
