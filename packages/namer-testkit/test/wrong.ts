import { type Activity, constant, type Sink, type State, source } from '@namerd/activity';
import type { NameTree, Path } from '@namerd/dtab';
import { Addr, type Endpoint, type Name } from '@namerd/namer';
import type { Answer } from './memory-backend.ts';
import type { Faults } from './memory-namer.ts';

/** Ways to spoil what a right namer says. */

/** A service without endpoints. */
export const none: Addr = Addr.bound([]);

/** Does this to answers of that kind. */
export function on(kind: Answer['kind'], act: (sink: Sink<Addr>) => void): NonNullable<Faults['take']> {
  return (answer) => (answer.kind === kind ? act : undefined);
}

/** Does this to answers of that kind, if they come first. */
export function onFirst(kind: Answer['kind'], act: (sink: Sink<Addr>) => void): NonNullable<Faults['take']> {
  return (answer, held) => (answer.kind === kind && held === undefined ? act : undefined);
}

/** Does this to answers of that kind, if something good came before. */
export function onLater(kind: Answer['kind'], act: (sink: Sink<Addr>) => void): NonNullable<Faults['take']> {
  return (answer, held) => (answer.kind === kind && held !== undefined ? act : undefined);
}

/** The activity up to and including its first state of which `isSo`, and from then on that state. */
export function frozenAt<T>(activity: Activity<T>, isSo: (state: State<T>) => boolean): Activity<T> {
  return source<T>((sink, signal) => {
    let isFrozen = false;
    const observation = activity.observe((state) => {
      if (isFrozen) return;
      isFrozen = isSo(state);
      if (state.kind === 'pending') sink.pending();
      else if (state.kind === 'failed') sink.failed(state.error);
      else {
        sink.ok(state.value);
        if (state.stale !== undefined) sink.stale(state.stale);
      }
    });
    signal.addEventListener('abort', () => observation[Symbol.dispose]());
  });
}

export const frozenAtFirst = <T>(activity: Activity<T>): Activity<T> => frozenAt(activity, (state) => state.kind !== 'pending');
export const frozenWhenStale = <T>(activity: Activity<T>): Activity<T> =>
  frozenAt(activity, (state) => state.kind === 'ok' && state.stale !== undefined);
export const frozenWhenFailed = <T>(activity: Activity<T>): Activity<T> => frozenAt(activity, (state) => state.kind === 'failed');

/** The activity, whose readers cannot be aborted. */
export function deaf<T>(activity: Activity<T>): Activity<T> {
  return {
    observe: (listener) => activity.observe(listener),
    states: () => activity.states(),
    first: () => activity.first(),
    map: (f, equals) => deaf(activity.map(f, equals)),
    flatMap: (f, equals) => deaf(activity.flatMap(f, equals)),
    stabilize: (options) => deaf(activity.stabilize(options)),
  };
}

/** Address sets with each endpoint made into another. */
export function withEndpoints(
  f: (endpoint: Endpoint, all: readonly Endpoint[]) => Endpoint,
): (addr: Activity<Addr>) => Activity<Addr> {
  return (addr) =>
    addr.map((found): Addr => {
      if (found.kind === 'neg') return found;
      return { kind: 'bound', endpoints: found.endpoints.map((endpoint) => f(endpoint, found.endpoints)) };
    });
}

/** Trees whose address sets are those of the time of the lookup, and new trees whenever these change. */
export function withConstantAddrs(tree: Activity<NameTree<Name>>): Activity<NameTree<Name>> {
  return tree.flatMap((found) => {
    if (found.kind !== 'leaf' || found.value.kind !== 'bound') return constant(found);
    const { id, residual, addr } = found.value.bound;
    return addr.map((now): NameTree<Name> => {
      return { kind: 'leaf', value: { kind: 'bound', bound: { id, residual, addr: constant(now) } } };
    });
  });
}

/** All names there ever were. */
export function neverForgotten(names: Activity<readonly Path[]>): Activity<readonly Path[]> {
  const all = new Set<Path>();
  return names.map((paths) => {
    for (const path of paths) all.add(path);
    return [...all];
  });
}

/** Can be disposed of once. */
export function disposedOnce(): Faults {
  let isDisposed = false;
  return {
    async dispose(right) {
      if (isDisposed) throw new Error('disposed already');
      isDisposed = true;
      await right();
    },
  };
}
