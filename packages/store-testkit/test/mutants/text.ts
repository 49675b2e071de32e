import type { Sink } from '@namerd/activity';
import { Dtab } from '@namerd/dtab';
import type { Namespace, VersionedDtab } from '@namerd/store';
import { ReferenceStore } from '../reference.ts';
import type { Mutant } from './mutant.ts';

/** What is wrong with what it stores. */
export const textMutants: readonly Mutant[] = [
  {
    title: 'weights are rounded to two decimals',
    caughtBy: 'a dtab comes back equal',
    store: class extends ReferenceStore {
      protected override encode(dtab: Dtab): Uint8Array {
        return new TextEncoder().encode(Dtab.show(dtab).replace(/(\d+\.\d\d)\d+ ?\*/g, '$1*'));
      }
    },
  },
  {
    title: 'escaped bytes are taken for UTF-8',
    caughtBy: 'a dtab comes back equal',
    store: class extends ReferenceStore {
      protected override encode(dtab: Dtab): Uint8Array {
        return new TextEncoder().encode(Dtab.show(dtab).replaceAll('\\xff', '\\xc3\\xbf'));
      }
    },
  },
  {
    title: 'a text is cut at 16 kilobytes',
    caughtBy: 'a dtab of 1,000 dentries',
    store: class extends ReferenceStore {
      protected override encode(dtab: Dtab): Uint8Array {
        const text = Dtab.show(dtab);
        return new TextEncoder().encode(text.length < 16_384 ? text : text.slice(0, text.lastIndexOf(';', 16_384)));
      }
    },
  },
  {
    title: 'an unreadable text is an absent namespace',
    caughtBy: 'stored text that cannot be read',
    store: class extends ReferenceStore {
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        try {
          return super.read(namespace);
        } catch {
          return undefined;
        }
      }
    },
  },
  {
    title: 'an unreadable text is an empty dtab',
    caughtBy: 'stored text that cannot be read',
    store: class extends ReferenceStore {
      protected override decode(bytes: Uint8Array): Dtab {
        try {
          return super.decode(bytes);
        } catch {
          return Dtab.empty;
        }
      }
    },
  },
  {
    title: 'an unreadable text ends the watch',
    caughtBy: 'stored text that cannot be read',
    store: class extends ReferenceStore {
      readonly #dead = new Set<unknown>();
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.#dead.has(read)) return;
        try {
          read();
        } catch {
          this.#dead.add(read);
        }
        super.look(read, sink);
      }
    },
  },
  {
    title: 'an unreadable text fails every namespace',
    caughtBy: 'stored text that cannot be read',
    store: class extends ReferenceStore {
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        for (const name of this.disk.files.keys()) super.read(name);
        return super.read(namespace);
      }
    },
  },
];
