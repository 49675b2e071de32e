import type { IncomingHttpHeaders } from 'node:http';
import type { Version } from '@namerd/store';
import { decodeEtags, type EntityTags, matchesEtags } from '@namerd/wire';

/** What a write asks of the state that it finds (RFC 9110, section 13). */
export interface Precondition {
  readonly ifMatch: EntityTags | undefined;
  readonly ifNoneMatch: EntityTags | undefined;
}

/** The preconditions of a request. */
export function preconditionOf(headers: IncomingHttpHeaders): Precondition {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return {
    ifMatch: match === undefined ? undefined : decodeEtags(match),
    ifNoneMatch: noneMatch === undefined ? undefined : decodeEtags(noneMatch),
  };
}

/** The one version that the write expects, if that is all it asks: the store compares and sets by itself then. */
export function expectedVersion({ ifMatch, ifNoneMatch }: Precondition): Version | undefined {
  if (ifNoneMatch !== undefined || ifMatch?.kind !== 'versions' || ifMatch.versions.length !== 1) return undefined;
  return ifMatch.versions[0];
}

/** Whether the precondition holds for what is there: a version, or nothing. */
export function holds({ ifMatch, ifNoneMatch }: Precondition, current: Version | undefined): boolean {
  if (ifMatch !== undefined && (current === undefined || !matchesEtags(ifMatch, current))) return false;
  return ifNoneMatch === undefined || current === undefined || !matchesEtags(ifNoneMatch, current);
}
