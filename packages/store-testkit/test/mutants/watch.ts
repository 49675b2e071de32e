import type { Activity } from '@namerd/activity';
import type { Namespace, VersionedDtab } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

/** What is wrong with its watches on the backend. */
export const watchMutants: readonly Mutant[] = [
  {
    title: 'each observer has a backend watch of its own',
    caughtBy: 'two observers of one namespace share',
    store: class extends ReferenceStore {
      override observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
        return this.watchNamespace(namespace);
      }
    },
  },
  {
    title: 'a watch outlives its last observer',
    caughtBy: 'the backend watch closes',
    store: class extends ReferenceStore {
      protected override unwatch(): void {}
    },
  },
  {
    title: 'asking for an unknown namespace leaves a watch behind',
    caughtBy: 'unknown namespaces, asked for once each',
    store: class extends ReferenceStore {
      override observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
        const found = super.observe(namespace);
        found.observe(() => {});
        return found;
      }
    },
  },
];
