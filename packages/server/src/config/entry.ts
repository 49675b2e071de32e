import { knownKeys, nearest, type Role, type Schema, unknownKey } from '@namerd/plugin';
import type { ConfigPath } from './document.ts';
import type { Findings } from './findings.ts';
import { isNamerdKind } from './namerd-kinds.ts';

/** A part of the configuration that is chosen by its `kind`. */
export type Keys = Readonly<Record<string, unknown>>;

/** Whether this is an object of the configuration. */
export function isKeys(input: unknown): input is Keys {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

/** A key without value is a key that is not there, as in namerd. */
export function withoutNulls(input: unknown): unknown {
  return isKeys(input) ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) : input;
}

/** What sort of thing this is, in the words of a message. */
export function typeName(input: unknown): string {
  if (Array.isArray(input)) return 'array';
  return input === null ? 'null' : typeof input;
}

/** The kind of an entry, if it has one that is known. */
export function readKind(
  role: Role | 'telemeter',
  input: unknown,
  path: ConfigPath,
  kinds: readonly string[],
  findings: Findings,
): string | undefined {
  if (!isKeys(input)) {
    findings.error(path, `expected object, received ${typeName(input)}`);
    return undefined;
  }
  const kind = input['kind'] ?? undefined;
  const known = `known are ${kinds.join(', ') || 'none'}`;
  const what = role === 'store' ? 'storage' : role; // as the key is called
  if (kind === undefined) findings.error([...path, 'kind'], `is required; ${known}`);
  else if (typeof kind !== 'string') findings.error([...path, 'kind'], `expected string, received ${typeName(kind)}`);
  else if (kinds.includes(kind)) return kind;
  else if (isNamerdKind(role, kind)) findings.error([...path, 'kind'], `the ${what} ${kind} is not supported here; ${known}`);
  else findings.error([...path, 'kind'], `unknown ${what} kind ${kind}; ${known}`, nearest(kind, kinds));
  return undefined;
}

/**
 * Decodes an entry: the keys that the server reads by `common`, all others by the plugin's `own` schema. A key that neither knows is
 * reported with all that are, and left out, so that the rest is checked too. `undefined` if anything was wrong.
 */
export function decodeEntry<C, O>(
  input: Keys,
  path: ConfigPath,
  schemas: { readonly common: Schema<C>; readonly own: Schema<O> },
  findings: Findings,
): { readonly common: C; readonly own: O } | undefined {
  const before = findings.errors.length;
  const commonKeys = knownKeys(schemas.common.jsonSchema, []);
  const ownKeys = knownKeys(schemas.own.jsonSchema, []);
  const takesAnyKey = ownKeys.length === 0 && (schemas.own.jsonSchema as Keys)['additionalProperties'] !== false;
  const common: [string, unknown][] = [];
  const own: [string, unknown][] = [];
  for (const [key, value] of Object.entries(input)) {
    if (key === 'kind') continue;
    const isCommon = commonKeys.includes(key);
    if (!isCommon && !takesAnyKey && !ownKeys.includes(key)) {
      findings.errors.push(unknownKey([...path, key], key, ['kind', ...commonKeys, ...ownKeys]));
    } else if (value !== null) {
      (isCommon ? common : own).push([key, value]);
    }
  }
  const [decodedCommon, decodedOwn] = [
    schemas.common.decode(Object.fromEntries(common)),
    schemas.own.decode(Object.fromEntries(own)),
  ];
  if (!decodedCommon.ok) findings.addAll(path, decodedCommon.issues);
  if (!decodedOwn.ok) findings.addAll(path, decodedOwn.issues);
  if (!decodedCommon.ok || !decodedOwn.ok || findings.errors.length > before) return undefined;
  return { common: decodedCommon.value, own: decodedOwn.value };
}
