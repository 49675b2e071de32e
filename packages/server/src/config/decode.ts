import { type Registry, unknownKey } from '@namerd/plugin';
import { type AdminConfig, decodeAdmin } from './admin.ts';
import { checkPorts, checkPrefixes } from './cross-checks.ts';
import { isKeys, typeName } from './entry.ts';
import type { Findings } from './findings.ts';
import { decodeInterfaces, type InterfaceConfig } from './interfaces.ts';
import { decodeNamers, type NamerConfig } from './namers.ts';
import { decodeStore, type StoreConfig } from './store.ts';
import { checkTelemetry } from './telemetry.ts';

/** A configuration with all its defaults, and nothing wrong with it. */
export interface NamerdConfig {
  readonly admin: AdminConfig;
  readonly store: StoreConfig;
  readonly namers: readonly NamerConfig[];
  readonly interfaces: readonly InterfaceConfig[];
}

/** The keys of a configuration. */
const topLevelKeys = ['admin', 'storage', 'namers', 'interfaces', 'telemetry', 'plugins'] as const;

/**
 * Reads a whole configuration, strictly, and checks its parts against one another. Opens nothing; `undefined` if there are errors. `registry` has the plugins of the kinds
 * that the configuration uses, `kinds` names all that could be used.
 */
export function decodeConfig(
  input: unknown,
  registry: Registry,
  kinds: (role: 'namer' | 'store' | 'interface') => readonly string[],
  findings: Findings,
): NamerdConfig | undefined {
  if (!isKeys(input)) {
    findings.error([], `expected an object with the keys ${topLevelKeys.join(', ')}, received ${typeName(input)}`);
    return undefined;
  }
  for (const key of Object.keys(input)) {
    if (!topLevelKeys.some((known) => known === key)) findings.errors.push(unknownKey([key], key, topLevelKeys));
  }
  const admin = decodeAdmin(input['admin'], findings);
  const store = decodeStore(input['storage'], registry, kinds('store'), findings);
  const namers = decodeNamers(input['namers'], registry, kinds('namer'), findings);
  const interfaces = decodeInterfaces(input['interfaces'], registry, kinds('interface'), findings);
  checkTelemetry(input['telemetry'], findings);
  checkPrefixes(namers, findings);
  checkPorts(admin?.address, interfaces, findings);
  const isGood = admin !== undefined && store !== undefined && findings.errors.length === 0;
  return isGood ? { admin, store, namers, interfaces } : undefined;
}
