import { z } from 'zod';
import { knownKeys, openObject } from './known-keys.ts';
import { nearest } from './nearest.ts';

export { z };

/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** Where, from the root of what was decoded: `['namers', 0, 'port']`. For an unknown key it ends with that key. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what was expected, in one line. Never the value itself, which may be a secret. */
  readonly message: string;
  /** For an unknown key: the nearest known one. */
  readonly nearest?: string;
}

/** What came of decoding: the configuration with its defaults, or everything that is wrong with it. */
export type Decoded<C> =
  | { readonly ok: true; readonly value: C }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Reads a part of the configuration. Made by {@link configSchema} from a zod schema. */
export interface Schema<out C> {
  /** Never throws: everything that is wrong is in the issues, in the order of the input. */
  decode(input: unknown): Decoded<C>;
  /** For editors, and for the table in the README. */
  readonly jsonSchema: object;
}

/**
 * The schema of a plugin's configuration. Build it from the `z` of this package: `z.strictObject` for every object, `.default()` for
 * every default, `.describe()` for the editor's help. Throws a `TypeError` on an object that would let unknown keys pass (`z.object`).
 *
 * @example
 * const schema = configSchema(z.strictObject({ host: z.string().default('localhost'), port: z.int().min(1).max(65535).default(8500) }));
 */
export function configSchema<C>(schema: z.ZodType<C>): Schema<C> {
  const jsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const open = openObject(jsonSchema);
  if (open !== undefined) throw new TypeError(`${open} must be a z.strictObject, or unknown keys would pass unseen`);
  return {
    jsonSchema: jsonSchema,
    decode(input) {
      const result = schema.safeParse(input, { reportInput: true });
      if (result.success) return { ok: true, value: result.data };
      return { ok: false, issues: result.error.issues.flatMap((issue) => toIssues(issue, [], jsonSchema)) };
    },
  };
}

type ZodIssue = z.core.$ZodIssue;
type Path = ConfigIssue['path'];

function toIssues(issue: ZodIssue, base: Path, jsonSchema: object): readonly ConfigIssue[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(jsonSchema, path);
      return issue.keys.map((key) => unknownKey([...path, key], key, known));
    }
    case 'invalid_union':
      return issue.errors.length === 0 ? [{ path, message: plain(issue) }] : union(issue.errors, path, jsonSchema);
    default:
      return [{ path, message: plain(issue) }];
  }
}

/** What to say about the key `key` at `path` where only `known` are, with the nearest of them. */
export function unknownKey(path: Path, key: string, known: readonly string[]): ConfigIssue {
  const message = known.length === 0 ? `unknown key ${key}` : `unknown key ${key}; known are ${known.join(', ')}`;
  const near = nearest(key, known);
  return near === undefined ? { path, message } : { path, message, nearest: near };
}

/** Of several forms, the complaints of the one that was meant: the only one for which the input is of the right type at all. */
function union(forms: readonly (readonly ZodIssue[])[], path: Path, jsonSchema: object): readonly ConfigIssue[] {
  const meant = forms.filter((issues) => !issues.some(isOfAnotherType));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only.flatMap((issue) => toIssues(issue, path, jsonSchema));
  const ways = forms.map((issues) => issues.map(plain).join(', '));
  return [{ path, message: [...new Set(ways)].join('; or ') }];
}

function isOfAnotherType({ code, path }: ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function plain(issue: ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is required: expected ${issue.expected}`;
  return issue.message.replace(/^Invalid input: /, '').replace(/^[A-Z](?=[a-z]|$)/, (first) => first.toLowerCase());
}
