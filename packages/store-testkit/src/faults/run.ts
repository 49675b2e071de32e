import { AssertionError } from 'node:assert';
import type { State } from '@namerd/activity';
import { Dtab } from '@namerd/dtab';
import { type DtabStore, Namespace, type VersionedDtab } from '@namerd/store';
import { Ends, Watch, within } from '@namerd/testkit';
import { type FaultBackend, type FaultKind, faultKinds, type OpenStore } from './backend.ts';
import { harm, isOutage } from './harm.ts';
import { History } from './history.ts';
import { checkInvariants } from './invariants.ts';
import { FaultProxy } from './proxy.ts';
import { Random } from './random.ts';
import { pause, watcher, writer } from './workload.ts';

/** Options of {@link runFaults}. */
export interface FaultRunOptions {
  readonly backend: FaultBackend;
  readonly open: OpenStore;
  readonly seed: number;
  /** Faults one after the other. Default 6. */
  readonly steps?: number;
  /** Default: all. Leave out what the backend documents to lose writes by, and say so in its README. */
  readonly kinds?: readonly FaultKind[];
  /** How soon after the last fault everybody must be in step again, and how soon an outage must show. Default 15,000. */
  readonly boundMs?: number;
}

/** What a run did. */
export interface FaultReport {
  readonly faults: readonly string[];
  readonly acknowledged: number;
  readonly unknown: number;
  /** Milliseconds from the end of the last fault until every watcher was in step. */
  readonly settledMs: number;
}

const clients = 8;
const namespaces: readonly Namespace[] = ['one', 'two', 'three'].map((name) => Namespace.parse(name));

/**
 * One seeded schedule of faults under eight writers and eight watchers in four stores, each as a process of its own would be. Rejects with an
 * `AssertionError` if an invariant is broken; the same seed does the same again, as far as the machine's timing allows.
 */
export async function runFaults(options: FaultRunOptions): Promise<FaultReport> {
  const { backend, open, seed, steps = 6, kinds = faultKinds, boundMs = 15_000 } = options;
  const random = new Random(seed);
  const history = new History();
  await using stack = new Ends();
  const space = `faults-${seed}-${Date.now().toString(36)}`;
  const direct = stack.use(await open(backend.port, space));
  for (const namespace of namespaces) await direct.create(namespace, Dtab.parse('/begin => /x'));
  const proxy = stack.use(await FaultProxy.start(() => backend.port));
  const stores: DtabStore[] = [];
  for (let i = 0; i < 4; i++) stores.push(stack.use(await open(proxy.port, space)));
  const storeOf = (i: number): DtabStore => stores[i % stores.length] ?? direct;
  const watchers = Array.from({ length: clients }, (_, i) => {
    const namespace = namespaces[i % namespaces.length] ?? random.pick(namespaces);
    return stack.use(watcher(`watcher ${i}`, storeOf(i), { namespace, history, boundMs }));
  });
  await Promise.all(watchers.map((watch) => watch.until('the first value', (state) => state.kind === 'ok')));

  const stop = new AbortController();
  const writers = Array.from({ length: clients }, (_, i) =>
    writer(`w${i}`, { store: storeOf(i), namespaces, random: new Random(seed * 31 + i), history, signal: stop.signal }),
  );
  try {
    for (let step = 0; step < steps; step++) await oneFault(random.pick(kinds), { backend, proxy, random, history, watchers });
  } finally {
    stop.abort();
  }
  await within(boundMs, 'the writers ending', Promise.all(writers));
  const { final, settledMs } = await settle(direct, { history, watchers, boundMs });
  checkInvariants(history, final);
  const count = (outcome: string): number => history.attempts.filter((attempt) => attempt.outcome === outcome).length;
  return { faults: history.faults, acknowledged: count('acknowledged'), unknown: count('unknown'), settledMs };
}

interface Scene {
  readonly backend: FaultBackend;
  readonly proxy: FaultProxy;
  readonly random: Random;
  readonly history: History;
  readonly watchers: readonly Watch<unknown>[];
}

/** Harm, a while of it, and healing. Every third outage lasts until each watcher says that it is stale. */
async function oneFault(kind: FaultKind, scene: Scene): Promise<void> {
  const { random, history, watchers } = scene;
  const never = new AbortController().signal;
  await pause(random.between(50, 300), never);
  const { heal, name } = await harm(kind, scene);
  const untilNoticed = isOutage(kind) && random.next() < 0.34;
  history.faults.push(untilNoticed ? `${name} until noticed` : name);
  try {
    if (untilNoticed) await Promise.all(watchers.map((watch) => watch.until(`the outage (${name}) to show`, isOutOfTouch)));
    else await pause(random.between(20, 1_000), never);
  } finally {
    await heal();
  }
}

function isOutOfTouch(state: Watch<unknown>['history'][number]): boolean {
  return state.kind === 'failed' || (state.kind === 'ok' && state.stale !== undefined);
}

type Final = ReadonlyMap<Namespace, VersionedDtab | undefined>;

/**
 * Waits until all watchers together show, fresh, what the backend holds, and answers that. Both may still move: a watcher may yet find out that its connection has
 * not survived, and the backend may carry out a write that it had received before it froze.
 */
async function settle(
  direct: DtabStore,
  { history, watchers, boundMs }: { history: History; watchers: readonly Watch<unknown>[]; boundMs: number },
): Promise<{ final: Final; settledMs: number }> {
  const started = performance.now();
  await using ends = new Ends();
  const held = namespaces.map((namespace) => [namespace, ends.use(new Watch(direct.observe(namespace), boundMs))] as const);
  for (;;) {
    const final: Final = new Map(
      held.flatMap(([namespace, { current }]) => (isFresh(current) ? [[namespace, current.value]] : [])),
    );
    const isInStep = history.sights.every(({ namespace, states }) => {
      const state = states.at(-1);
      return (
        state !== undefined && isFresh(state) && final.has(namespace) && state.value?.version === final.get(namespace)?.version
      );
    });
    const elapsedMs = Math.round(performance.now() - started);
    if (isInStep && final.size === namespaces.length) return { final, settledMs: elapsedMs };
    if (elapsedMs > boundMs)
      throw new AssertionError({ message: `not in step after ${boundMs} ms: ${describe(history, final)}` });
    const all = [...watchers, ...held.map(([, watch]) => watch)];
    await Promise.race([...all.map((watch) => watch.change()), pause(200, new AbortController().signal)]);
  }
}

function isFresh<T>(state: State<T>): state is State<T> & { readonly kind: 'ok' } {
  return state.kind === 'ok' && state.stale === undefined;
}

function describe(history: History, final: Final): string {
  const of = (state: State<VersionedDtab | undefined> | undefined): string =>
    state?.kind === 'ok' ? `${state.stale ? 'stale ' : ''}${state.value?.version}` : (state?.kind ?? 'nothing');
  const shown = history.sights.map(({ watcher: who, namespace, states }) => `${who} (${namespace}): ${of(states.at(-1))}`);
  return `${shown.join(', ')}; the backend: ${[...final].map(([name, found]) => `${name}: ${found?.version}`).join(', ')}`;
}
