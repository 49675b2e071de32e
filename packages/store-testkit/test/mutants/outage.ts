import type { Sink } from '@namerd/activity';
import type { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { CallOptions, Namespace, Version, VersionedDtab } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

const never = new Promise<never>(() => {});

/** What is wrong with it in an outage. */
export const outageMutants: readonly Mutant[] = [
  {
    title: 'an outage is not marked',
    caughtBy: 'an outage keeps the last good value',
    store: class extends ReferenceStore {
      readonly #known = new Set<unknown>();
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        const isFirst = !this.#known.has(read);
        this.#known.add(read);
        if (this.disk.outage === undefined || isFirst) super.look(read, sink);
      }
    },
  },
  {
    title: 'an outage fails what was known',
    caughtBy: 'an outage keeps the last good value',
    store: class extends ReferenceStore {
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.disk.outage !== undefined) sink.failed(this.disk.outage.cause);
        else super.look(read, sink);
      }
    },
  },
  {
    title: 'an outage is an absent namespace',
    caughtBy: 'an outage without a last good value',
    store: class extends ReferenceStore {
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        return this.disk.outage === undefined ? super.read(namespace) : undefined;
      }
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        sink.ok(read());
      }
    },
  },
  {
    title: 'a first read in an outage hangs',
    caughtBy: 'an outage without a last good value',
    store: class extends ReferenceStore {
      readonly #known = new Set<unknown>();
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.disk.outage !== undefined && !this.#known.has(read)) return;
        this.#known.add(read);
        super.look(read, sink);
      }
    },
  },
  {
    title: 'a watch that failed at first does not recover',
    caughtBy: 'an outage without a last good value',
    store: class extends ReferenceStore {
      readonly #gaveUp = new Set<unknown>();
      readonly #known = new Set<unknown>();
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.disk.outage !== undefined && !this.#known.has(read)) this.#gaveUp.add(read);
        else if (this.#gaveUp.has(read)) return;
        this.#known.add(read);
        super.look(read, sink);
      }
    },
  },
  {
    title: 'writes in an outage are acknowledged',
    caughtBy: 'writes in an outage',
    store: class extends ReferenceStore {
      protected override begin(options: CallOptions | undefined): void {
        NamingError.throwIfAborted(options?.signal);
      }
    },
  },
  {
    title: 'writes in an outage wait for its end',
    caughtBy: 'writes in an outage',
    store: class extends ReferenceStore {
      override async create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
        return this.disk.outage === undefined ? super.create(namespace, dtab, options) : never;
      }
    },
  },
  {
    title: 'writes in an outage are internal errors',
    caughtBy: 'writes in an outage',
    store: class extends ReferenceStore {
      protected override begin(options: CallOptions | undefined): void {
        NamingError.throwIfAborted(options?.signal);
        if (this.disk.outage !== undefined) throw new Error('ECONNREFUSED');
      }
    },
  },
];
