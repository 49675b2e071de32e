/** A flag of the command. */
interface FlagDefinition {
  readonly name: string;
  /** A boolean flag stands alone; the others are followed by their value, after a blank or `=`. */
  readonly isBoolean: boolean;
  readonly default: string;
  readonly help: string;
  /** Accepted for the sake of scripts written for namerd; has no effect here. */
  readonly hasNoEffect?: boolean;
}

const flag = (name: string, value: string, help: string): FlagDefinition => ({ name, isBoolean: false, default: value, help });
const toggle = (name: string, help: string): FlagDefinition => ({ name, isBoolean: true, default: 'false', help });
const idle = (definition: FlagDefinition): FlagDefinition => ({ ...definition, hasNoEffect: true });

/** Every flag, sorted by name. */
const flagDefinitions: readonly FlagDefinition[] = [
  toggle('h', 'the same as -help'),
  toggle('help', 'print this and exit'),
  flag('log.append', 'true', 'append to the log file, instead of beginning it anew'),
  idle(flag('log.async', 'true', 'has no effect: lines are written at once')),
  idle(toggle('log.async.inferClassNames', 'has no effect: there are no classes to name')),
  idle(flag('log.async.maxsize', '4096', 'has no effect: there is no queue')),
  flag('log.format', 'text', 'text, or json for one JSON object a line'),
  flag('log.level', 'INFO', 'one of OFF FATAL CRITICAL ERROR WARNING INFO DEBUG TRACE ALL'),
  flag('log.output', '/dev/stderr', 'where log lines go: this, or a file'),
  idle(flag('log.rollPolicy', 'never', 'has no effect: let logrotate or the like rotate the file')),
  idle(flag('log.rotateCount', '-1', 'has no effect: see -log.rollPolicy')),
  toggle('schema', 'print the JSON Schema of configurations, with the plugins of path/to/config if given, and exit'),
  toggle('validate', 'check the configuration and exit: 0 if it is good, 1 if not'),
  toggle('version', 'print the version and exit'),
];

/** A command line, taken apart. */
export type CommandLine =
  | {
      readonly ok: true;
      readonly flags: ReadonlyMap<string, string>;
      readonly paths: readonly string[];
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/** Flags of the JVM's libraries, which scripts written for namerd may give. */
const foreign = /^(com\.twitter\.|io\.buoyant\.)/;

/**
 * Takes a command line apart, as namerd does: `-flag`, `-flag=value` and `-flag value`, with one dash or two, before or after the paths;
 * what follows `--` is a path. A lone `-` is a path too: standard input.
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const flags = new Map<string, string>();
  const paths: string[] = [];
  const ignored: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      paths.push(...args.slice(i + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      paths.push(arg);
      continue;
    }
    const [, name = '', given] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const definition = flagDefinitions.find((known) => known.name === name);
    if (definition === undefined && foreign.test(name) && given !== undefined) {
      ignored.push(name);
      continue;
    }
    if (definition === undefined) return { ok: false, problem: `Error parsing flag "${name}": flag undefined` };
    const value = given ?? (definition.isBoolean ? 'true' : args[++i]);
    if (value === undefined) return { ok: false, problem: `Error parsing flag "${name}": flag needs a value` };
    if (definition.isBoolean && value !== 'true' && value !== 'false') {
      return { ok: false, problem: `Error parsing flag "${name}": ${value} is not true or false` };
    }
    if (definition.hasNoEffect === true && value !== definition.default) ignored.push(name);
    flags.set(name, value);
  }
  return { ok: true, flags, paths, ignored };
}

/** What `-help` prints, and what wrong usage is answered with. */
export function usage(): string {
  const lines = flagDefinitions.map(({ name, default: value, help }) => `  -${name}='${value}': ${help}`);
  return ['usage: namerd [<flag>...] path/to/config', 'The path may be - for standard input.', 'flags:', ...lines, ''].join('\n');
}
