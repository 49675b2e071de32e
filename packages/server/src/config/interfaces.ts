import { configSchema, type InterfacePlugin, type ListenAddress, type Registry, type Schema, z } from '@namerd/plugin';
import type { ConfigPath } from './document.ts';
import { decodeEntry, type Keys, readKind, typeName } from './entry.ts';
import type { Findings } from './findings.ts';

/** An interface that a configuration asks for. */
export interface InterfaceConfig {
  readonly plugin: InterfacePlugin;
  readonly address: ListenAddress;
  readonly config: unknown;
  /** Where in the configuration. */
  readonly path: ConfigPath;
}

/** The keys of every interface: none. Where it listens is up to its plugin. */
export const interfaceSchema: Schema<object> = configSchema(z.strictObject({}));

/** Reads the key `interfaces`. */
export function decodeInterfaces(
  input: unknown,
  registry: Registry,
  kinds: readonly string[],
  findings: Findings,
): readonly InterfaceConfig[] {
  if (input === undefined || input === null) findings.error(['interfaces'], "'interfaces' field is required");
  else if (!Array.isArray(input)) findings.error(['interfaces'], `expected array, received ${typeName(input)}`);
  else if (input.length === 0) findings.error(['interfaces'], 'One or more interfaces must be specified');
  else {
    const interfaces = input.map((entry, i) => decodeInterface(entry, ['interfaces', i], registry, kinds, findings));
    return interfaces.filter((one) => one !== undefined);
  }
  return [];
}

function decodeInterface(
  input: unknown,
  path: ConfigPath,
  registry: Registry,
  kinds: readonly string[],
  findings: Findings,
): InterfaceConfig | undefined {
  const kind = readKind('interface', input, path, kinds, findings);
  if (kind === undefined) return undefined;
  const plugin = registry.interface(kind);
  const decoded = decodeEntry(input as Keys, path, { common: interfaceSchema, own: plugin.schema }, findings);
  return decoded && { plugin, address: plugin.address(decoded.own), config: decoded.own, path };
}
