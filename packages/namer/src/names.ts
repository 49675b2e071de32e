import { type Activity, failing, State } from '@namerd/activity';
import { Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { combine, stalestOf } from './bind/combine.ts';
import type { Mount, Namer } from './namer.ts';

/** What all namers that can enumerate have now, sorted, each once. Those that cannot say keep nobody waiting and are left out. */
export function allNames(mounts: readonly Mount[]): Activity<readonly Path[]> {
  return combine(
    mounts.flatMap(({ namer }) => safeNames(namer)),
    sorted,
    samePaths,
  );
}

/** None of a namer that cannot enumerate. A throw is a failure. */
function safeNames(namer: Namer): readonly Activity<readonly Path[]>[] {
  try {
    const names = namer.names?.();
    return names === undefined ? [] : [names];
  } catch (thrown) {
    return [failing(NamingError.from(thrown))];
  }
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
