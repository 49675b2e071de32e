/** The forms in which a dtab is sent and received. */
export type DtabMediaType = 'application/json' | 'application/dtab' | 'text/plain';

const dtabMediaTypes: readonly string[] = ['application/json', 'application/dtab', 'text/plain'] satisfies DtabMediaType[];

/** The media type of a whole {@link State} with freshness, version and failure, one JSON object a line: see {@link encodeState}. */
export const stateMediaType = 'application/vnd.namerd.state+json';

/** The media type of error bodies for clients that ask for it, RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** What stands before the parameters, trimmed and in lower case: `Application/JSON; charset=utf-8` is `application/json`. */
export function mediaTypeOf(contentType: string | undefined): string {
  if (contentType === undefined) return '';
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
}

/** The form in which a body with this `Content-Type` holds a dtab, if any. Parameters do not count. */
export function dtabMediaTypeOf(contentType: string | undefined): DtabMediaType | undefined {
  const type = mediaTypeOf(contentType);
  return dtabMediaTypes.includes(type) ? (type as DtabMediaType) : undefined;
}

/** The first of `known` that the `Accept` header names. Like namerd it goes by order alone, and looks at neither quality values nor wildcards. */
export function negotiate<T extends string>(accept: string | undefined, known: readonly T[]): T | undefined {
  if (accept === undefined) return undefined;
  for (const entry of accept.split(',')) {
    const type = mediaTypeOf(entry);
    const match = known.find((candidate) => candidate === type);
    if (match !== undefined) return match;
  }
  return undefined;
}
