import { createPluginContext, type DtabStore, type StorePlugin } from '@namerd/plugin';
import type { Service } from '@namerd/services';

/** A store to measure, with the least that its client can do beside it. */
export interface StoreBench {
  readonly name: string;
  /** Where the plugin is, for who imports nothing else. */
  readonly plugin: { readonly package: string; readonly name: string; readonly config: (port: number) => object };
  start(): Promise<Service>;
  open(port: number): DtabStore;
  /** A compare-and-set by the client alone, one at a time. */
  bare(port: number): Promise<BareWriter>;
}

/** See {@link StoreBench.bare}. */
export interface BareWriter extends AsyncDisposable {
  write(): Promise<void>;
}

/** A store of this plugin. Throws on a configuration that is none. */
export function openStore<C>(plugin: StorePlugin<C>, config: object): DtabStore {
  const decoded = plugin.schema.decode(config);
  if (!decoded.ok) throw new Error(decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return plugin.create(decoded.value, createPluginContext());
}

/** What a bare writer writes: as long as what the store writes. */
export const payload = '/svc=>/#/io.l5d.fs;/host=>/svc';
