import { Version } from '@namerd/store';

/** Which versions a precondition names: any at all, or one of these. Tags that no version could have are left out. */
export type EntityTags = { readonly kind: 'any' } | { readonly kind: 'versions'; readonly versions: readonly Version[] };

/** The `ETag` of a version: its base64 without quotes, as namerd sends it and namerctl sends it back. */
export function encodeEtag(version: Version): string {
  return version;
}

/**
 * Reads an `If-Match` or `If-None-Match` header. Tolerant, because tags pass through hands that quote and weaken them: quotes, `W/`,
 * white space and other characters outside base64 are skipped, padding is optional, several tags stand between commas. What is still
 * not base64 names no version, so that a precondition with nothing else in it cannot be met.
 */
export function decodeEtags(header: string): EntityTags {
  if (header.trim() === '*') return { kind: 'any' };
  const versions = header.split(',').flatMap((tag) => versionOf(tag.trim()));
  return { kind: 'versions', versions: versions };
}

function versionOf(tag: string): Version[] {
  const base64 = tag.replace(/^W\//, '').replaceAll(/[^A-Za-z0-9+/=]/g, '');
  if (base64 === '') return [];
  try {
    return [Version.parse(base64)];
  } catch {
    return [];
  }
}

/** Whether the precondition names this version. */
export function matchesEtags(tags: EntityTags, version: Version): boolean {
  return tags.kind === 'any' || tags.versions.includes(version);
}
