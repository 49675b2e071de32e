import { type AnyPlugin, createRegistry, NamingError, type Registry, type Role } from '@namerd/plugin';
import { isKeys } from '../config/entry.ts';

/** A plugin that is imported only when a configuration uses its kind: what is not used costs no start-up time. */
export interface LazyPlugin {
  readonly role: Role;
  readonly kind: string;
  load(): Promise<AnyPlugin>;
}

/** What {@link startNamerd} takes as plugins. */
export type PluginSource = AnyPlugin | LazyPlugin;

/** All plugins that a configuration may use. */
export interface Catalogue {
  /** The kinds of a role, sorted. */
  readonly kinds: (role: Role) => readonly string[];
  /** The registry of those that `wanted` holds for, loaded. */
  readonly load: (wanted: (role: Role, kind: string) => boolean) => Promise<Registry>;
}

/** A catalogue of these plugins. Throws `CONFIG` if two of them have the same role and kind. */
export function createCatalogue(sources: readonly PluginSource[]): Catalogue {
  const seen = new Map<string, number>();
  for (const [i, { role, kind }] of sources.entries()) {
    const id = `${role} ${kind}`;
    const first = seen.get(id);
    if (first !== undefined) {
      const message = `two plugins are the ${id}: numbers ${first} and ${i} of the list, counted from 0`;
      throw new NamingError('CONFIG', message, { details: { plugins: [first, i] } });
    }
    seen.set(id, i);
  }
  return {
    kinds: (role) =>
      sources
        .filter((source) => source.role === role)
        .map(({ kind }) => kind)
        .sort(),
    async load(wanted) {
      const used = sources.filter(({ role, kind }) => wanted(role, kind));
      return createRegistry(await Promise.all(used.map(async (source) => ('load' in source ? source.load() : source))));
    },
  };
}

/** Whether a configuration, not checked yet, uses a kind. */
export function usesKind(config: unknown): (role: Role, kind: string) => boolean {
  if (!isKeys(config)) return () => false;
  const used = {
    store: new Set(kindsIn([config['storage']])),
    namer: new Set(kindsIn(config['namers'])),
    interface: new Set(kindsIn(config['interfaces'])),
  };
  return (role, kind) => used[role].has(kind);
}

function kindsIn(entries: unknown): readonly unknown[] {
  return Array.isArray(entries) ? entries.filter(isKeys).map((entry) => entry['kind']) : [];
}
