import { type Activity, constant, type Sink, systemClock } from '@namerd/activity';
import { type DeleteOptions, type Namespace, Version, type VersionedDtab } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

/** What is wrong with what readers see. */
export const readMutants: readonly Mutant[] = [
  {
    title: 'list is in the order of creation',
    caughtBy: 'list is sorted',
    store: class extends ReferenceStore {
      protected override readList(): readonly Namespace[] {
        return [...this.disk.files.keys()];
      }
    },
  },
  {
    title: 'list never forgets',
    caughtBy: 'list is sorted',
    store: class extends ReferenceStore {
      readonly #known = new Set<Namespace>();
      protected override readList(): readonly Namespace[] {
        for (const name of super.readList()) this.#known.add(name);
        return [...this.#known].sort();
      }
    },
  },
  {
    title: 'list answers once and does not follow',
    caughtBy: 'list is sorted',
    store: class extends ReferenceStore {
      protected override watchList(): Activity<readonly Namespace[]> {
        return constant(this.readList());
      }
    },
  },
  {
    title: 'an observer does not see deletes',
    caughtBy: 'an observer sees a namespace absent',
    store: class extends ReferenceStore {
      readonly #seen = new Map<Namespace, VersionedDtab>();
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        const found = super.read(namespace);
        if (found !== undefined) this.#seen.set(namespace, found);
        return found ?? this.#seen.get(namespace);
      }
    },
  },
  {
    title: 'a missing namespace is pending',
    caughtBy: 'an observer sees a namespace absent',
    store: class extends ReferenceStore {
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.disk.outage === undefined && read() === undefined) sink.pending();
        else super.look(read, sink);
      }
    },
  },
  {
    title: 'the watch ends with the first delete',
    caughtBy: 'an observer sees a namespace absent',
    store: class extends ReferenceStore {
      override async delete(namespace: Namespace, options?: DeleteOptions): Promise<void> {
        await super.delete(namespace, options);
        this.disk.watches.clear();
      }
    },
  },
  {
    title: 'equal states are repeated',
    caughtBy: 'no two states in a row',
    store: class extends ReferenceStore {
      protected override watching<T>(read: () => T): Activity<T> {
        return super.watching(read, () => false);
      }
    },
  },
  {
    title: 'states are delivered in any order',
    caughtBy: 'an observer never sees an older version',
    store: class extends ReferenceStore {
      #writes = 0;
      readonly #before = new Map<() => unknown, unknown>();
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        const old = this.#before.get(read) as T | undefined;
        super.look(read, sink);
        if (this.disk.outage !== undefined) return;
        this.#before.set(read, read());
        if (old !== undefined && ++this.#writes % 7 === 0) void this.#late(read, sink, old);
      }
      /** The answer to the question before comes last, and is corrected a moment later. */
      async #late<T>(read: () => T, sink: Sink<T>, old: T): Promise<void> {
        for (let turn = 0; turn < 3; turn++) await Promise.resolve();
        sink.ok(old);
        for (let turn = 0; turn < 3; turn++) await Promise.resolve();
        super.look(read, sink);
      }
    },
  },
  {
    title: 'a write is told to observers a little later',
    caughtBy: 'a write is read by the store that made it',
    store: class extends ReferenceStore {
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        systemClock.setTimeout(() => super.look(read, sink), 5);
      }
    },
  },
  {
    title: 'a write is lost, but acknowledged',
    caughtBy: 'create stores a dtab',
    store: class extends ReferenceStore {
      protected override write(namespace: Namespace): Version {
        return Version.ofText(String(this.nextVersion(namespace)));
      }
    },
  },
];
