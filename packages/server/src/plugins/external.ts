import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type AnyPlugin, NamingError } from '@namerd/plugin';
import { isKeys, typeName } from '../config/entry.ts';
import type { Findings } from '../config/findings.ts';

const scheme = 'namerd-plugin:';

/**
 * Imports the packages and files that the key `plugins` names, as if a module in `folder` did so, and picks the plugins among their named
 * exports. What cannot be imported, or exports no plugin, becomes an error of that item.
 */
export async function importPlugins(config: unknown, folder: string, findings: Findings): Promise<readonly AnyPlugin[]> {
  const names = isKeys(config) ? (config['plugins'] ?? []) : [];
  if (!Array.isArray(names)) {
    findings.error(['plugins'], `expected array, received ${typeName(names)}`);
    return [];
  }
  const found: AnyPlugin[] = [];
  for (const [i, name] of names.entries()) {
    if (typeof name !== 'string') {
      findings.error(['plugins', i], `expected string, received ${typeName(name)}`);
      continue;
    }
    try {
      const plugins = Object.values(await importFrom(folder, name)).filter(isPlugin);
      if (plugins.length === 0) findings.error(['plugins', i], `${name} exports no plugin`);
      found.push(...plugins);
    } catch (error) {
      findings.error(['plugins', i], `${name} cannot be imported: ${NamingError.from(error).message.split('\n', 1)[0]}`);
    }
  }
  return found;
}

/** `import()` resolves from the module that says it; this resolves from a folder, with the same rules (export conditions included). */
async function importFrom(folder: string, specifier: string): Promise<object> {
  const parentURL = new URL('namerd-config.mjs', pathToFileURL(`${folder}/`)).href;
  const hooks = registerHooks({
    resolve: (wanted, context, next) =>
      wanted.startsWith(scheme) ? next(wanted.slice(scheme.length), { ...context, parentURL }) : next(wanted, context),
  });
  try {
    return await import(`${scheme}${specifier}`);
  } finally {
    hooks.deregister();
  }
}

function isPlugin(value: unknown): value is AnyPlugin {
  if (!isKeys(value)) return false;
  const { role, kind, apiVersion, schema, create } = value;
  const hasRole = role === 'namer' || role === 'store' || role === 'interface';
  const hasSchema = isKeys(schema) && typeof schema['decode'] === 'function' && isKeys(schema['jsonSchema']);
  return hasRole && hasSchema && typeof kind === 'string' && typeof apiVersion === 'number' && typeof create === 'function';
}
