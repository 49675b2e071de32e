import { builtins } from '../builtins.ts';
import { loadAllPlugins } from '../config/check.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { validateConfig } from '../start.ts';
import { readConfig } from './source.ts';

/** What `-validate` prints when the configuration is good. Warnings go to stderr. */
export async function validate(path: string): Promise<string> {
  const warnings = await validateConfig(await readConfig(path, process.stdin), { plugins: builtins });
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  return 'ok\n';
}

/** What `-schema` prints: the JSON Schema with all plugins of ours, and with those that the configuration at `path` names. */
export async function schema(path: string | undefined): Promise<string> {
  const config = path === undefined ? {} : await readConfig(path, process.stdin);
  return `${JSON.stringify(configJsonSchema(await loadAllPlugins(config, builtins)), null, 2)}\n`;
}
