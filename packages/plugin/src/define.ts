import type { Namer } from '@namerd/namer';
import type { DtabStore } from '@namerd/store';
import type { InterfaceContext, NamerContext, PluginContext } from './context.ts';
import type { Schema } from './schema.ts';

/**
 * The life of a plugin:
 *  1. decode: the schema reads its part of the configuration, strictly; all errors at once.
 *  2. cross-checks that need the whole configuration (overlapping prefixes, port clashes), before anything is opened.
 *  3. `create(config, context)`: synchronous, no I/O; may throw `CONFIG`.
 *  4. the registry wraps the result in a guard: the same behaviour for every plugin.
 *  5. use: work starts on the first observation or the first call.
 *  6. dispose: `context.signal` aborts, then `[Symbol.asyncDispose]()` in reverse order of creation, errors collected.
 */
interface PluginBase<C> {
  readonly apiVersion: 1;
  /** As in the configuration, such as `io.l5d.fs`. */
  readonly kind: string;
  /** Must be enabled with `experimental: true`. */
  readonly experimental?: boolean;
  /** Of its own keys. Those that any plugin has (`kind`, `experimental`, a namer's `prefix`) are read by the server and not handed on. */
  readonly schema: Schema<C>;
}

/** A discovery system. */
export interface NamerPlugin<C = unknown> extends PluginBase<C> {
  readonly role: 'namer';
  /** Without the `/#`, such as `/io.l5d.fs`. Absent: the configuration must name one. */
  readonly defaultPrefix?: string;
  create(config: C, context: NamerContext): Namer;
}

/** A storage backend. */
export interface StorePlugin<C = unknown> extends PluginBase<C> {
  readonly role: 'store';
  create(config: C, context: PluginContext): DtabStore;
}

/** Where an interface listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** An interface while it is served. Disposing stops accepting, ends watches and drains what is under way. */
export interface ServedInterface extends AsyncDisposable {
  /** Begins to listen and resolves with the address (the port is the real one where 0 was asked for). Rejects with `UNAVAILABLE` if it cannot. */
  listen(): Promise<ListenAddress>;
}

/** A protocol that namerd serves. */
export interface InterfacePlugin<C = unknown> extends PluginBase<C> {
  readonly role: 'interface';
  /** Where it will listen, for the check of clashes. */
  address(config: C): ListenAddress;
  create(config: C, context: InterfaceContext): ServedInterface;
}

/** Any plugin, whatever its configuration. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds plugins of different configurations; each is only given what its own schema decoded
export type AnyPlugin = NamerPlugin<any> | StorePlugin<any> | InterfacePlugin<any>;

type Definition<P> = Omit<P, 'role' | 'apiVersion'>;

/** Makes a namer plugin, frozen. */
export function defineNamer<C>(plugin: Definition<NamerPlugin<C>>): NamerPlugin<C> {
  return Object.freeze({ role: 'namer', apiVersion: 1, ...plugin });
}

/** Makes a store plugin, frozen. */
export function defineStore<C>(plugin: Definition<StorePlugin<C>>): StorePlugin<C> {
  return Object.freeze({ role: 'store', apiVersion: 1, ...plugin });
}

/** Makes an interface plugin, frozen. */
export function defineInterface<C>(plugin: Definition<InterfacePlugin<C>>): InterfacePlugin<C> {
  return Object.freeze({ role: 'interface', apiVersion: 1, ...plugin });
}
