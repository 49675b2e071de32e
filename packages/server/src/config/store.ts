import type { Registry, StorePlugin } from '@namerd/plugin';
import { decodeEntry, type Keys, readKind } from './entry.ts';
import { experimentalMessage, experimentalSchema } from './experimental.ts';
import type { Findings } from './findings.ts';

/** The store that a configuration asks for. */
export interface StoreConfig {
  readonly plugin: StorePlugin;
  readonly config: unknown;
}

/** Reads the key `storage`. */
export function decodeStore(
  input: unknown,
  registry: Registry,
  kinds: readonly string[],
  findings: Findings,
): StoreConfig | undefined {
  if (input === undefined || input === null) {
    findings.error(['storage'], `'storage' field is required; known kinds are ${kinds.join(', ') || 'none'}`);
    return undefined;
  }
  const kind = readKind('store', input, ['storage'], kinds, findings);
  if (kind === undefined) return undefined;
  const plugin = registry.store(kind);
  const decoded = decodeEntry(input as Keys, ['storage'], { common: experimentalSchema, own: plugin.schema }, findings);
  if (decoded === undefined) return undefined;
  if (plugin.experimental === true && decoded.common.experimental !== true) {
    findings.error(['storage', 'kind'], experimentalMessage('storage', kind));
    return undefined;
  }
  return { plugin, config: decoded.own };
}
