import { Namespace, Version } from '@namerd/plugin';
import type { ZkStat } from '@namerd/zk-client';

/** Where the dtab of a namespace is, as in namerd 1.7.5. */
export function nodeOf(pathPrefix: string, namespace: Namespace): string {
  return `${pathPrefix}/${namespace}`;
}

/** The node and those above it, beginning at the top. */
export function lineageOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

/** Of the children those that can be namespaces, sorted. */
export function namespacesOf(names: readonly string[] | undefined): readonly Namespace[] {
  return (names ?? []).filter((name) => Namespace.is(name)).sort();
}

/**
 * 20 bytes: the version of the node, then its czxid and when it was changed. The first four are the whole stamp of namerd 1.7.5, which reads
 * no further, so that it takes ours. The czxid tells the node from one of the same path that was deleted, and the time from one of an
 * ensemble that was set up anew or restored.
 */
export function versionOf({ version, czxid, mtimeMs }: ZkStat): Version {
  const bytes = new DataView(new ArrayBuffer(20));
  bytes.setInt32(0, version);
  bytes.setBigInt64(4, czxid);
  bytes.setBigInt64(12, BigInt(mtimeMs));
  return Version.ofBytes(new Uint8Array(bytes.buffer));
}
