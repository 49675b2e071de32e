import { NamingError } from '@namerd/errors';

/** Where in a JSON document a value stands, for error messages: `[3].dst`, `bound.addr.type`. */
export type Place = string;

/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The error of a JSON document that is not what it should be. `PARSE`, with the place, what was expected and what was found. */
export function unexpected(place: Place, expected: string, found: unknown): NamingError {
  const at = place === '' ? 'the document' : place;
  return new NamingError('PARSE', `${at}: ${expected} expected but ${kindOf(found)} found`, {
    details: { place: place, expected: expected, found: kindOf(found) },
  });
}

/** The place of a field of what stands at `place`. */
export function within(place: Place, key: string | number): Place {
  if (typeof key === 'number') return `${place}[${key}]`;
  return place === '' ? key : `${place}.${key}`;
}

export function asObject(value: unknown, place: Place): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected(place, 'an object', value);
  return value as JsonObject;
}

export function asArray(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected(place, 'an array', value);
  return value;
}

export function asString(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw unexpected(place, 'a string', value);
  return value;
}

export function asNumber(value: unknown, place: Place): number {
  if (typeof value !== 'number') throw unexpected(place, 'a number', value);
  return value;
}

/** Runs a decoder of a text inside a document, and says where the text stood if it cannot be read. */
export function inText<T>(place: Place, decode: () => T): T {
  try {
    return decode();
  } catch (thrown) {
    if (!NamingError.is(thrown, 'PARSE')) throw thrown;
    throw new NamingError('PARSE', `${place}: ${thrown.message}`, {
      cause: thrown,
      details: { ...thrown.details, place: place },
    });
  }
}

/** The value of a JSON text, or `PARSE`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NamingError('PARSE', `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)?.slice(0, 80)}`;
}
