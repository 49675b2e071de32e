import type { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { CallOptions, Namespace, Version } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

const never = new Promise<never>(() => {});

/** What is wrong with signals and its end. */
export const lifecycleMutants: readonly Mutant[] = [
  {
    title: 'the signal is ignored',
    caughtBy: 'a call whose signal has aborted before',
    store: class extends ReferenceStore {
      protected override begin(): void {
        super.begin(undefined);
      }
    },
  },
  {
    title: 'a call that is aborted meanwhile never settles',
    caughtBy: 'a call whose signal aborts meanwhile',
    store: class extends ReferenceStore {
      override async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        const version = await super.put(namespace, dtab, options);
        return options?.signal?.aborted ? never : version;
      }
    },
  },
  {
    title: 'an aborted call breaks the store',
    caughtBy: 'a call whose signal aborts meanwhile',
    store: class extends ReferenceStore {
      #isBroken = false;
      override async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        options?.signal?.addEventListener('abort', () => {
          this.#isBroken = true;
        });
        if (this.#isBroken) throw new NamingError('INTERNAL', 'broken');
        return super.put(namespace, dtab, options);
      }
    },
  },
  {
    title: 'dispose hangs while something is observed',
    caughtBy: 'disposing ends',
    store: class extends ReferenceStore {
      override async [Symbol.asyncDispose](): Promise<void> {
        if (this.disk.watches.size > 0) await never;
      }
    },
  },
  {
    title: 'the second dispose throws',
    caughtBy: 'disposing ends',
    store: class extends ReferenceStore {
      #isDisposed = false;
      override async [Symbol.asyncDispose](): Promise<void> {
        if (this.#isDisposed) throw new Error('disposed already');
        this.#isDisposed = true;
        await super[Symbol.asyncDispose]();
      }
    },
  },
  {
    title: 'dispose leaves watches open',
    caughtBy: 'disposing ends',
    store: class extends ReferenceStore {
      override async [Symbol.asyncDispose](): Promise<void> {}
    },
  },
];

/** What only the rules of the guard can tell: a store that has none. */
export const guardMutants: readonly Omit<Mutant, 'store'>[] = [
  { title: 'names are not checked', caughtBy: 'a name that is none' },
  { title: 'a disposed store goes on', caughtBy: 'after dispose' },
];
