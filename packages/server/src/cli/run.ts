import { describeError } from '../describe-error.ts';
import type { Namerd } from '../namerd.ts';
import { version } from '../version.ts';
import { parseCommandLine, usage } from './flags.ts';
import { loggerOptions } from './logger-options.ts';

const wrongUsage = 'usage: namerd path/to/config\n';

/**
 * Runs the `namerd` command to its end. Resolves with the exit status. What a call does not need is not imported.
 *
 * @param onStarted Called when it serves. If it rejects, that ends the serving.
 */
export async function run(args: readonly string[], onStarted?: (namerd: Namerd) => Promise<void>): Promise<number> {
  const line = parseCommandLine(args);
  if (!line.ok) return refuse(`${line.problem}\n${usage()}`);
  const isSet = (flag: string): boolean => line.flags.get(flag) === 'true';
  if (isSet('help') || isSet('h')) return print(usage());
  if (isSet('version')) return print(`namerd ${version()}\n`);
  const [path, ...others] = line.paths;
  if (others.length > 0 || (path === undefined && !isSet('schema'))) return refuse(wrongUsage);
  const log = loggerOptions(line.flags);
  if (typeof log === 'string') return refuse(`${log}\n`);
  if (isSet('schema')) return attempt(async () => (await import('./look.ts')).schema(path));
  if (path === undefined) return refuse(wrongUsage);
  if (isSet('validate')) return attempt(async () => (await import('./look.ts')).validate(path));
  return (await import('./serve.ts')).serve(path, { log, ignoredFlags: line.ignored, onStarted });
}

async function attempt(make: () => Promise<string>): Promise<number> {
  try {
    return print(await make());
  } catch (error) {
    return refuse(`${describeError(error)}\n`);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(text);
  return 1;
}
