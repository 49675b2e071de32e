import { builtins } from '../builtins.ts';
import { loadAllPlugins } from '../config/check.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { describeError } from '../describe-error.ts';
import { validateConfig } from '../start.ts';
import { version } from '../version.ts';
import { parseCommandLine, usage } from './flags.ts';
import { loggerOptions } from './logger-options.ts';
import { serve } from './serve.ts';
import { readConfig } from './source.ts';

const wrongUsage = 'usage: namerd path/to/config\n';

/** Runs the `namerd` command to its end. Resolves with the exit status. */
export async function run(args: readonly string[]): Promise<number> {
  const line = parseCommandLine(args);
  if (!line.ok) return refuse(`${line.problem}\n${usage()}`);
  const isSet = (flag: string): boolean => line.flags.get(flag) === 'true';
  if (isSet('help') || isSet('h')) return print(usage());
  if (isSet('version')) return print(`namerd ${version()}\n`);
  const [path, ...others] = line.paths;
  if (others.length > 0) return refuse(wrongUsage);
  try {
    if (isSet('schema')) return print(await schema(path));
    if (path === undefined) return refuse(wrongUsage);
    if (isSet('validate')) return print(await validate(path));
  } catch (error) {
    return refuse(`${describeError(error)}\n`);
  }
  const log = loggerOptions(line.flags);
  if (typeof log === 'string') return refuse(`${log}\n`);
  return serve(path, log, line.ignored);
}

async function validate(path: string): Promise<string> {
  const warnings = await validateConfig(await readConfig(path, process.stdin), { plugins: builtins });
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  return 'ok\n';
}

/** Of all plugins of ours, and of those that the configuration at `path` names. */
async function schema(path: string | undefined): Promise<string> {
  const document = path === undefined ? {} : await readConfig(path, process.stdin);
  return `${JSON.stringify(configJsonSchema(await loadAllPlugins(document, builtins)), null, 2)}\n`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(text);
  return 1;
}
