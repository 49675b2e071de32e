import { NamingError } from '@namerd/errors';
import type { NamerContext, PluginContext } from './context.ts';
import type { AnyPlugin, InterfacePlugin, NamerPlugin, StorePlugin } from './define.ts';
import { type GuardedNamer, guardNamer } from './guard-namer.ts';
import { type GuardedStore, guardStore } from './guard-store.ts';
import { nearest } from './nearest.ts';

/** What a plugin is for. */
export type Role = AnyPlugin['role'];

/** A namer plugin whose namers come guarded. */
export interface RegisteredNamer extends NamerPlugin {
  create(config: unknown, context: NamerContext): GuardedNamer;
}

/** A store plugin whose stores come guarded. */
export interface RegisteredStore extends StorePlugin {
  create(config: unknown, context: PluginContext): GuardedStore;
}

/** The plugins of a process by role and kind. What they create comes guarded: see {@link guardNamer} and {@link guardStore}. */
export interface Registry {
  /** The known kinds of a role, sorted. */
  kinds(role: Role): readonly string[];
  /** Throws `CONFIG` on an unknown kind, naming the nearest known one. */
  namer(kind: string): RegisteredNamer;
  /** Throws `CONFIG` on an unknown kind, naming the nearest known one. */
  store(kind: string): RegisteredStore;
  /** Throws `CONFIG` on an unknown kind, naming the nearest known one. */
  interface(kind: string): InterfacePlugin;
}

/**
 * A registry of these plugins. Throws `CONFIG` if two of them have the same role and kind, or if one is not a plugin that this version
 * understands; `details.plugins` holds the places in the list.
 */
export function createRegistry(plugins: readonly AnyPlugin[]): Registry {
  const byRole = {
    namer: new Map<string, RegisteredNamer>(),
    store: new Map<string, RegisteredStore>(),
    interface: new Map<string, InterfacePlugin>(),
  };
  const places = new Map<string, number>();
  for (const [place, plugin] of plugins.entries()) {
    check(plugin, place, places);
    if (plugin.role === 'namer') byRole.namer.set(plugin.kind, guardedNamer(plugin));
    else if (plugin.role === 'store') byRole.store.set(plugin.kind, guardedStore(plugin));
    else byRole.interface.set(plugin.kind, plugin);
  }
  return {
    kinds: (role) => [...byRole[role].keys()].sort(),
    namer: (kind) => find(byRole.namer, 'namer', kind),
    store: (kind) => find(byRole.store, 'store', kind),
    interface: (kind) => find(byRole.interface, 'interface', kind),
  };
}

/** The list may come from packages that a configuration names, so its types are only a promise. */
function check(plugin: unknown, place: number, places: Map<string, number>): void {
  const { role, kind, apiVersion, create } = (plugin ?? {}) as Partial<AnyPlugin>;
  const isKnownRole = role === 'namer' || role === 'store' || role === 'interface';
  if (!isKnownRole || typeof kind !== 'string' || typeof create !== 'function') {
    throw new NamingError('CONFIG', `plugin ${place} of the list is not a plugin`, { details: { plugins: [place] } });
  }
  if (apiVersion !== 1) {
    const message = `the ${role} ${kind} (plugin ${place} of the list) is made for plugin API ${String(apiVersion)}; this is 1`;
    throw new NamingError('CONFIG', message, { details: { plugins: [place] } });
  }
  const id = `${role} ${kind}`;
  const first = places.get(id);
  if (first !== undefined) {
    const message = `two plugins are the ${id}: numbers ${first} and ${place} of the list, counted from 0`;
    throw new NamingError('CONFIG', message, { details: { plugins: [first, place] } });
  }
  places.set(id, place);
}

function guardedNamer(plugin: NamerPlugin): RegisteredNamer {
  return { ...plugin, create: (config, context) => guardNamer(plugin.create(config, context), context) };
}

function guardedStore(plugin: StorePlugin): RegisteredStore {
  return { ...plugin, create: (config, context) => guardStore(plugin.create(config, context), context) };
}

function find<P>(known: ReadonlyMap<string, P>, role: Role, kind: string): P {
  const found = known.get(kind);
  if (found !== undefined) return found;
  const kinds = [...known.keys()].sort();
  const near = nearest(kind, kinds);
  const hint = near === undefined ? '' : ` did you mean ${near}?`;
  const message = `unknown ${role} kind ${kind};${hint} known: ${kinds.join(', ') || 'none'}`;
  throw new NamingError('CONFIG', message, { details: { kind, known: kinds, ...(near !== undefined && { nearest: near }) } });
}
