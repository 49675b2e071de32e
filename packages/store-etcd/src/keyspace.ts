import type { EtcdCondition, EtcdOutcome } from '@namerd/etcd-client';
import type { Activity, Namespace } from '@namerd/plugin';
import type { Table } from './table.ts';

/** What is watched as one: everything (the empty text), or what everything does not show. */
export type Scope = '' | Namespace;

/** Where dtabs are in etcd, and how they are reached: the same for both of its APIs. */
export interface Keyspace extends AsyncDisposable {
  /** Of which scope the namespace is a part. */
  scopeOf(namespace: Namespace): Scope;
  /** One backend watch. The store shares it. */
  watch(scope: Scope): Activity<Table>;
  put(namespace: Namespace, text: string, when: EtcdCondition | undefined): Promise<EtcdOutcome>;
  delete(namespace: Namespace, when: EtcdCondition): Promise<EtcdOutcome>;
}
