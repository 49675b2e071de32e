import { Namespace, Path, Version } from '@namerd/plugin';

/** What the keys of all dtabs begin with, as in namerd 1.7.5: the path without its first slash, and a slash behind. */
export function keyPrefix(pathPrefix: Path): string {
  const key = Path.show(pathPrefix).slice(1);
  return key === '' ? '' : `${key}/`;
}

/** Of the keys those that can be namespaces, sorted. */
export function namespacesOf(keys: readonly string[], prefix: string): readonly Namespace[] {
  return keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => Namespace.is(name))
    .sort();
}

/** namerd's version of a key: its index in decimal. */
export function versionOf(modifyIndex: number): Version {
  return Version.ofText(String(modifyIndex));
}

/** The index of a version. One that is none of ours becomes an index that nothing has, so that Consul says what it says of any other stale one. */
export function indexOf(version: Version): number {
  const text = Version.text(version);
  const index = Number(text);
  return /^[1-9]\d*$/.test(text) && Number.isSafeInteger(index) ? index : Number.MAX_SAFE_INTEGER;
}
