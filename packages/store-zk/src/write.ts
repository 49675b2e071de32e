import { NamingError } from '@namerd/plugin';
import type { ZkAcl, ZkClient, ZkStat } from '@namerd/zk-client';
import { lineageOf } from './layout.ts';

/** A node to be written. */
export interface Target {
  readonly path: string;
  readonly data: Uint8Array;
  /** For nodes that are created; one that is there keeps its own. */
  readonly acl: readonly ZkAcl[];
}

/** How often a node may change between there and not there while it is put. */
const maxRounds = 10;

/** Creates the node, and those above it that are missing. Rejects with `NAMESPACE_EXISTS`. */
export async function createNode(zk: ZkClient, target: Target, signal: AbortSignal | undefined): Promise<ZkStat> {
  const { path, data, acl } = target;
  try {
    return await zk.create(path, { data, acl, signal });
  } catch (error) {
    if (!NamingError.is(error, 'NAMESPACE_NOT_FOUND')) throw error;
  }
  for (const ancestor of lineageOf(path).slice(0, -1)) await ensureNode(zk, ancestor, acl, signal);
  try {
    return await zk.create(path, { data, acl, signal });
  } catch (error) {
    throw NamingError.is(error, 'NAMESPACE_NOT_FOUND') ? unsettled(path, error) : error;
  }
}

/** Writes the node whether it is there or not: each step is atomic, and only the one that succeeds does anything. */
export async function putNode(zk: ZkClient, target: Target, signal: AbortSignal | undefined): Promise<ZkStat> {
  const { path, data } = target;
  let last: unknown;
  for (let round = 0; round < maxRounds; round++) {
    try {
      return await zk.set(path, data, { signal });
    } catch (error) {
      if (!NamingError.is(error, 'NAMESPACE_NOT_FOUND')) throw error;
    }
    try {
      return await createNode(zk, target, signal);
    } catch (error) {
      if (!NamingError.is(error, 'NAMESPACE_EXISTS')) throw error;
      last = error;
    }
  }
  throw unsettled(path, last);
}

function unsettled(path: string, cause: unknown): NamingError {
  return new NamingError('UNAVAILABLE', `${path}, or what is above it, is created and deleted all the time`, { cause });
}

/** Looked for before it is made: who may not create it may do without, if it is there. */
async function ensureNode(zk: ZkClient, path: string, acl: readonly ZkAcl[], signal: AbortSignal | undefined): Promise<void> {
  if ((await zk.exists(path, signal)) !== undefined) return;
  try {
    await zk.create(path, { data: new Uint8Array(0), acl, signal });
  } catch (error) {
    if (!NamingError.is(error, 'NAMESPACE_EXISTS')) throw error;
  }
}
