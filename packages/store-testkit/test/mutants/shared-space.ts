import type { Dtab } from '@namerd/dtab';
import { type Namespace, StoreError, type Version, type VersionedDtab } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

/** What is wrong with it beside others. */
export const sharedSpaceMutants: readonly Mutant[] = [
  {
    title: 'writes of other stores are not seen',
    caughtBy: 'what one store writes, another',
    store: class extends ReferenceStore {
      readonly #mine = new Set<Namespace>();
      protected override write(namespace: Namespace, dtab: Dtab): Version {
        this.#mine.add(namespace);
        return super.write(namespace, dtab);
      }
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        return this.#mine.has(namespace) ? super.read(namespace) : undefined;
      }
    },
  },
  {
    title: 'versions of other stores are not accepted',
    caughtBy: 'a version is good for a compare-and-set in another store',
    store: class extends ReferenceStore {
      readonly #own = new Set<Version>();
      protected override write(namespace: Namespace, dtab: Dtab): Version {
        const version = super.write(namespace, dtab);
        this.#own.add(version);
        return version;
      }
      protected override expect(namespace: Namespace, expected: Version | undefined): void {
        super.expect(namespace, expected);
        if (expected !== undefined && !this.#own.has(expected)) throw StoreError.mismatch(namespace);
      }
    },
  },
  {
    title: 'dtabs die with the store',
    caughtBy: 'dtabs and versions outlive',
    store: class extends ReferenceStore {
      override async [Symbol.asyncDispose](): Promise<void> {
        this.disk.files.clear();
        await super[Symbol.asyncDispose]();
      }
    },
  },
];
