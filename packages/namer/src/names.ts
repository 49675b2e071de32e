import { type Activity, State } from '@namerd/activity';
import { Path } from '@namerd/dtab';
import { combine, stalestOf } from './bind/combine.ts';
import type { Mount } from './namer.ts';

/** What all namers that can enumerate have now, sorted, each once. Those that cannot say keep nobody waiting and are left out. */
export function allNames(mounts: readonly Mount[]): Activity<readonly Path[]> {
  const lists = mounts.flatMap(({ namer }) => namer.names?.() ?? []);
  return combine(lists, sorted, samePaths);
}

function sorted(states: readonly State<readonly Path[]>[]): State<readonly Path[]> {
  const found = new Map<string, Path>();
  for (const state of states) {
    if (state.kind !== 'ok') continue;
    for (const path of state.value) found.set(Path.show(path), path);
  }
  const names = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return State.ok(names, stalestOf(states));
}

function samePaths(a: readonly Path[], b: readonly Path[]): boolean {
  return a.length === b.length && a.every((path, i) => Path.equals(path, b[i] ?? Path.empty));
}
