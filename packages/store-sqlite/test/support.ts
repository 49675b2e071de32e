import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Activity,
  createPluginContext,
  Dtab,
  type DtabStore,
  guardStore,
  Namespace,
  NamingError,
  type NamingErrorCode,
  type State,
} from '@namerd/plugin';
import { sqliteStore } from '@namerd/store-sqlite';
import type { ExecutionContext } from 'ava';

export const web: Namespace = Namespace.parse('web');
export const a: Dtab = Dtab.parse('/svc => /a');
export const b: Dtab = Dtab.parse('/svc => /b');

/** A file in a folder of its own, removed after the test. */
export async function file(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'namerd-sqlite-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'dtabs.db');
}

/** A store on the file, behind its guard as in a server; disposed before the file is removed. */
export function open(t: ExecutionContext, path: string, busyTimeoutMs = 1_000): DtabStore {
  const context = createPluginContext();
  const store = guardStore(sqliteStore.create({ path, pollMs: 20, busyTimeoutMs }, context), context);
  t.teardown(() => store[Symbol.asyncDispose]());
  return store;
}

/** The first state of which `isSo`. Fails after ten seconds. */
export async function until<T>(activity: Activity<T>, isSo: (state: State<T>) => boolean): Promise<State<T>> {
  const signal = AbortSignal.timeout(10_000);
  let last: State<T> | undefined;
  for await (const state of activity.states(signal)) {
    if (isSo(state)) return state;
    last = state;
  }
  throw new Error(`not within ten seconds; last seen: ${JSON.stringify(last)}`);
}

export function isFailed(code: NamingErrorCode): (state: State<unknown>) => boolean {
  return (state) => state.kind === 'failed' && NamingError.is(state.error, code);
}

export function isStale(state: State<unknown>): boolean {
  return state.kind === 'ok' && state.stale !== undefined;
}

export function isFresh(state: State<unknown>): boolean {
  return state.kind === 'ok' && state.stale === undefined;
}
