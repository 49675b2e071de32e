import type { Activity, State } from '@namerd/activity';
import { NameTree, Path } from '@namerd/dtab';
import type { Bound } from '@namerd/namer';

/** What an observer has seen. */
export interface Seen<T> extends Disposable {
  readonly states: State<T>[];
  readonly last: State<T>;
}

/** Observes until disposed. */
export function observe<T>(activity: Activity<T>): Seen<T> {
  const states: State<T>[] = [];
  const observation = activity.observe((state) => states.push(state));
  return {
    states,
    get last() {
      const last = states.at(-1);
      if (last === undefined) throw new TypeError('an observer is called at once');
      return last;
    },
    [Symbol.dispose]: () => observation[Symbol.dispose](),
  };
}

/** The state that an activity shows at once. */
export function sample<T>(activity: Activity<T>): State<T> {
  using seen = observe(activity);
  return seen.last;
}

/** Lets the changes of this turn arrive. */
export async function turn(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
}

/** A state of a binding in a line: `pending`, `failed: why`, or the tree with the ids of its leaves and their residuals. */
export function line(state: State<NameTree<Bound>>): string {
  if (state.kind === 'pending') return 'pending';
  if (state.kind === 'failed') return `failed: ${state.error.message}`;
  const text = NameTree.show(
    NameTree.map(state.value, ({ id, residual }) => (residual.labels.length === 0 ? id : Path.concat(id, residual))),
  );
  return state.stale === undefined ? text : `stale: ${text}`;
}
