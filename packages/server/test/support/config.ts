import { NamingError } from '@namerd/plugin';
import { builtins, loadConfig, type PluginSource, validateConfig } from '@namerd/server';

const kinds = ['io.l5d.inMemory', 'io.namerd.sqlite', 'io.l5d.fs', 'io.l5d.rewrite', 'io.l5d.httpController'];

/** Some of ours: a list that does not grow, so that messages that name all known kinds stay what they are. */
export const plugins: readonly PluginSource[] = builtins.filter(({ kind }) => kinds.includes(kind));

/** What is wrong with a configuration, line by line. */
export async function errorsOf(text: string): Promise<string[]> {
  try {
    await validateConfig(loadConfig(text, 'n.yaml'), { plugins });
    return [];
  } catch (error) {
    if (!NamingError.is(error, 'CONFIG')) throw error;
    return error.message.split('\n');
  }
}

/** What an operator is told about a configuration that is good. */
export function warningsOf(text: string): Promise<readonly string[]> {
  return validateConfig(loadConfig(text, 'n.yaml'), { plugins });
}

/** A configuration without fault: three lines. Add to it. */
export const good = `storage: {kind: io.l5d.inMemory}
interfaces:
- kind: io.l5d.httpController
`;
