import { State } from '@namerd/activity';
import { NamingError, type NamingErrorCode, namingErrorCodes } from '@namerd/errors';
import { Version } from '@namerd/store';
import { asObject, asString, type Place, unexpected, within } from './json.ts';

/** A value as JSON text, with the version it has in its store, if it has one. */
export interface EncodedValue {
  readonly json: string;
  readonly version?: Version;
}

/** A value read from the wire, with the version it has in its store, if it has one. */
export interface DecodedValue<T> {
  readonly value: T;
  readonly version?: Version;
}

/**
 * A whole state as one JSON object: what namerd's own formats have no room for. A client that asks for `application/vnd.namerd.state+json`
 * learns of freshness, failure, versions and missing namespaces (`value` is `null`) without a guess.
 *
 * @example
 * {"state":"ok","version":"AAAAAAAAAAE=","stale":{"since":"2026-01-01T00:00:00.000Z","cause":"connection refused"},"value":[]}
 * {"state":"failed","code":"UNAVAILABLE","message":"connection refused"}
 * {"state":"pending"}
 */
export function encodeState(state: State<EncodedValue>): string {
  if (state.kind === 'pending') return '{"state":"pending"}';
  if (state.kind === 'failed') {
    const { code, message } = NamingError.from(state.error);
    return `{"state":"failed","code":"${code}","message":${JSON.stringify(message)}}`;
  }
  const { json, version } = state.value;
  const stale = state.stale === undefined ? '' : `"stale":${encodeStale(state.stale.sinceMs, state.stale.cause)},`;
  return `{"state":"ok",${version === undefined ? '' : `"version":"${version}",`}${stale}"value":${json}}`;
}

function encodeStale(sinceMs: number, cause: Error): string {
  return JSON.stringify({ since: new Date(sinceMs).toISOString(), cause: cause.message });
}

/** Reads what {@link encodeState} writes, the value with `decode`. Throws `PARSE`. */
export function decodeState<T>(json: unknown, decode: (value: unknown, place: Place) => T): State<DecodedValue<T>> {
  const object = asObject(json, '');
  switch (object['state']) {
    case 'pending':
      return State.pending;
    case 'failed':
      return State.failed(new NamingError(codeOf(object['code']), asString(object['message'], 'message')));
    case 'ok': {
      const value = decode(object['value'], 'value');
      const version = object['version'] === undefined ? undefined : Version.parse(asString(object['version'], 'version'));
      return State.ok(
        version === undefined ? { value: value } : { value: value, version: version },
        decodeStale(object['stale']),
      );
    }
    default:
      throw unexpected('state', 'pending, ok or failed', object['state']);
  }
}

function decodeStale(json: unknown): { readonly sinceMs: number; readonly cause: Error } | undefined {
  if (json === undefined) return undefined;
  const object = asObject(json, 'stale');
  const since = asString(object['since'], within('stale', 'since'));
  const sinceMs = Date.parse(since);
  if (Number.isNaN(sinceMs)) throw unexpected(within('stale', 'since'), 'a time', since);
  return { sinceMs: sinceMs, cause: new NamingError('UNAVAILABLE', asString(object['cause'], within('stale', 'cause'))) };
}

/** A code that a newer namerd knows and we do not is a bug of nobody: it reads as unavailable. */
function codeOf(code: unknown): NamingErrorCode {
  return namingErrorCodes.find((known) => known === code) ?? 'UNAVAILABLE';
}
