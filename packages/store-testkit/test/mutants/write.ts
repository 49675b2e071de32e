import { Dtab } from '@namerd/dtab';
import { type CallOptions, type DeleteOptions, type Namespace, StoreError, Version } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

/** What is wrong with its writes. */
export const writeMutants: readonly Mutant[] = [
  {
    title: 'create overwrites',
    caughtBy: 'create twice',
    store: class extends ReferenceStore {
      override create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        return this.put(namespace, dtab, options);
      }
    },
  },
  {
    title: 'create refuses, but writes first',
    caughtBy: 'create twice',
    store: class extends ReferenceStore {
      override async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        const isThere = this.disk.files.has(namespace);
        const version = await this.put(namespace, dtab, options);
        if (isThere) throw StoreError.exists(namespace);
        return version;
      }
    },
  },
  {
    title: 'create looks, waits and then writes',
    caughtBy: 'of many concurrent creates',
    store: class extends ReferenceStore {
      override async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        this.begin(options);
        if (this.disk.files.has(namespace)) throw StoreError.exists(namespace);
        await Promise.resolve();
        return this.write(namespace, dtab);
      }
    },
  },
  {
    title: 'update ignores the expected version',
    caughtBy: 'update with a stale version',
    store: class extends ReferenceStore {
      protected override expect(namespace: Namespace): void {
        super.expect(namespace, undefined);
      }
    },
  },
  {
    title: 'update takes any version that it cannot read as no version at all',
    caughtBy: 'update with a version of nobody',
    store: class extends ReferenceStore {
      protected override expect(namespace: Namespace, expected: Version | undefined): void {
        const isNumber = expected !== undefined && Number.parseInt(Version.text(expected), 10) >= 0;
        super.expect(namespace, isNumber ? expected : undefined);
      }
    },
  },
  {
    title: 'update looks, waits and then writes',
    caughtBy: 'of many concurrent updates',
    store: class extends ReferenceStore {
      override async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
        this.begin(options);
        this.expect(namespace, expected);
        await Promise.resolve();
        return this.write(namespace, dtab);
      }
    },
  },
  {
    title: 'update of a missing namespace is a version mismatch',
    caughtBy: 'update of a missing namespace',
    store: class extends ReferenceStore {
      override async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
        if (!this.disk.files.has(namespace)) throw StoreError.mismatch(namespace);
        return super.update(namespace, dtab, expected, options);
      }
    },
  },
  {
    title: 'update creates what is missing',
    caughtBy: 'update of a missing namespace',
    store: class extends ReferenceStore {
      override async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
        if (!this.disk.files.has(namespace)) return this.write(namespace, dtab);
        return super.update(namespace, dtab, expected, options);
      }
    },
  },
  {
    title: 'update gives the old version back',
    caughtBy: 'update with the current version',
    store: class extends ReferenceStore {
      override async update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
        await super.update(namespace, dtab, expected, options);
        return expected;
      }
    },
  },
  {
    title: 'put does not overwrite',
    caughtBy: 'put creates what is missing',
    store: class extends ReferenceStore {
      override async put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        const there = this.read(namespace);
        return there === undefined ? super.put(namespace, dtab, options) : there.version;
      }
    },
  },
  {
    title: 'delete is silent on what is missing',
    caughtBy: 'delete of a missing namespace',
    store: class extends ReferenceStore {
      override async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
        if (this.disk.files.has(namespace)) await super.delete(namespace, options);
      }
    },
  },
  {
    title: 'delete stores an empty dtab',
    caughtBy: 'delete removes',
    store: class extends ReferenceStore {
      override async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
        this.begin(options);
        this.expect(namespace, options?.expected);
        this.write(namespace, Dtab.empty);
      }
    },
  },
  {
    title: 'delete ignores the expected version',
    caughtBy: 'delete with an expected version',
    store: class extends ReferenceStore {
      override delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
        return super.delete(namespace, options?.signal && { signal: options.signal });
      }
    },
  },
  {
    title: 'versions count per namespace and begin anew after delete',
    caughtBy: 'a version is never used again',
    store: class extends ReferenceStore {
      protected override nextVersion(namespace: Namespace): number {
        return (this.disk.files.get(namespace)?.version ?? 0) + 1;
      }
    },
  },
];
