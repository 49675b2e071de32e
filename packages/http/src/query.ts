import { HttpError } from './http-error.ts';

/** Parameters of a request by name. Of a repeated one the first counts. */
export type Parameters = ReadonlyMap<string, string>;

const none: Parameters = new Map();

/**
 * Reads `application/x-www-form-urlencoded` text, as after a `?` or in a body: pairs between `&` or `;`, `+` for a space, percent escapes
 * of UTF-8, a name without `=` has the empty value. namerd drops all parameters when one escape is malformed, and then complains about a
 * missing one; we refuse such a text with 400 and name the culprit.
 */
export function parseParameters(text: string): Parameters {
  if (text === '') return none;
  const parameters = new Map<string, string>();
  for (const pair of text.split(/[&;]/)) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new HttpError(400, `Invalid query: malformed percent escape in ${JSON.stringify(text.slice(0, 80))}`);
  }
}

/** Whether a parameter says yes: `1`, `t` or `true` in any case, and nothing else. */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|t|true)$/i.test(value);
}
