import { dirname, resolve } from 'node:path';
import type { Registry } from '@namerd/plugin';
import { type Catalogue, createCatalogue, type PluginSource, usesKind } from '../plugins/catalogue.ts';
import { importPlugins } from '../plugins/external.ts';
import { decodeConfig, type NamerdConfig } from './decode.ts';
import type { ConfigDocument } from './document.ts';
import { configError, Findings, showIssue } from './findings.ts';
import { isConfigDocument } from './load.ts';

/** A configuration that may be started. */
export interface CheckedConfig {
  readonly config: NamerdConfig;
  /** As it was given, for who wants to see it. */
  readonly source: unknown;
  /** Where the parts of it stand, if it was read from a text. */
  readonly document: ConfigDocument | undefined;
  /** What an operator should know, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Checks a whole configuration without opening anything: a document of {@link loadConfig}, or plain data. Rejects with `CONFIG`, which has
 * everything that is wrong.
 */
export async function checkConfig(given: unknown, plugins: readonly PluginSource[]): Promise<CheckedConfig> {
  const { source, document, findings, catalogue } = await prepare(given, plugins);
  const registry = await catalogue.load(usesKind(source));
  const config = decodeConfig(source, registry, catalogue.kinds, findings);
  if (config === undefined) throw configError(findings.errors, document);
  return { config, source, document, warnings: findings.warnings.map((warning) => showIssue(warning, document)) };
}

/** Every plugin that a configuration may use: those given and those that it names. Rejects with `CONFIG`. */
export async function loadAllPlugins(given: unknown, plugins: readonly PluginSource[]): Promise<Registry> {
  const { document, findings, catalogue } = await prepare(given, plugins);
  if (findings.errors.length > 0) throw configError(findings.errors, document);
  return catalogue.load(() => true);
}

async function prepare(
  given: unknown,
  plugins: readonly PluginSource[],
): Promise<{ source: unknown; document: ConfigDocument | undefined; findings: Findings; catalogue: Catalogue }> {
  const document = isConfigDocument(given) ? given : undefined;
  const source = document === undefined ? given : document.value;
  const findings = new Findings();
  const folder = document === undefined ? process.cwd() : dirname(resolve(document.filename));
  const external = await importPlugins(source, folder, findings);
  return { source, document, findings, catalogue: createCatalogue([...plugins, ...external]) };
}
