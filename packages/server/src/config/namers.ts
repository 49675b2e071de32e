import { configSchema, type NamerPlugin, NamingError, Path, type Registry, type Schema, z } from '@namerd/plugin';
import type { ConfigPath } from './document.ts';
import { decodeEntry, type Keys, readKind, typeName } from './entry.ts';
import { experimentalMessage } from './experimental.ts';
import type { Findings } from './findings.ts';

/** A namer that a configuration asks for. */
export interface NamerConfig {
  readonly plugin: NamerPlugin;
  /** With the leading `/#`. */
  readonly prefix: Path;
  readonly config: unknown;
  /** Where in the configuration. */
  readonly path: ConfigPath;
}

/** The keys of every namer. */
interface NamerKeys {
  readonly prefix?: string | undefined;
  readonly experimental?: boolean | undefined;
  readonly transformers?: readonly unknown[] | undefined;
}

/** Decodes them. */
export const namerSchema: Schema<NamerKeys> = configSchema(
  z.strictObject({
    prefix: z.string().optional().describe('The path, below /#, whose names it answers. Default: that of its kind.'),
    experimental: z.boolean().optional().describe('Accepts that the kind is experimental.'),
    transformers: z.array(z.unknown()).optional().describe('Not yet supported.'),
  }),
);

const root = Path.of('#');

/** Reads the key `namers`. */
export function decodeNamers(
  input: unknown,
  registry: Registry,
  kinds: readonly string[],
  findings: Findings,
): readonly NamerConfig[] {
  if (input === undefined || input === null) return [];
  if (!Array.isArray(input)) {
    findings.error(['namers'], `expected array, received ${typeName(input)}`);
    return [];
  }
  const namers = input.map((entry, i) => decodeNamer(entry, ['namers', i], registry, kinds, findings));
  return namers.filter((namer) => namer !== undefined);
}

function decodeNamer(
  input: unknown,
  path: ConfigPath,
  registry: Registry,
  kinds: readonly string[],
  findings: Findings,
): NamerConfig | undefined {
  const kind = readKind('namer', input, path, kinds, findings);
  if (kind === undefined) return undefined;
  const plugin = registry.namer(kind);
  const decoded = decodeEntry(input as Keys, path, { common: namerSchema, own: plugin.schema }, findings);
  const { transformers } = input as Keys;
  if (Array.isArray(transformers) && transformers.length > 0) {
    findings.error([...path, 'transformers'], 'transformers are not yet supported');
  }
  const prefix = decodePrefix((input as Keys)['prefix'] ?? plugin.defaultPrefix, plugin, path, findings);
  if (decoded === undefined || prefix === undefined) return undefined;
  // A warning only: namerd never asked for the flag here, and what starts there is to start here.
  if (plugin.experimental === true && decoded.common.experimental !== true) {
    findings.warning([...path, 'kind'], experimentalMessage('namer', Path.show(prefix)));
  }
  return { plugin, prefix, config: decoded.own, path };
}

function decodePrefix(text: unknown, plugin: NamerPlugin, path: ConfigPath, findings: Findings): Path | undefined {
  if (text === undefined) {
    findings.error([...path, 'prefix'], `The 'prefix' property is required for the ${plugin.kind} namer.`);
    return undefined;
  }
  if (typeof text !== 'string') return undefined; // told already, by the schema
  try {
    return Path.concat(root, Path.parse(text));
  } catch (error) {
    findings.error([...path, 'prefix'], `not a path: ${NamingError.from(error).message}`);
    return undefined;
  }
}
