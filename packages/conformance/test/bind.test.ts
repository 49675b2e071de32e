import { deepEqual } from 'node:assert/strict';
import { type Activity, type State, variable } from '@namerd/activity';
import { runVectors } from '@namerd/conformance';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { type Bound, createInterpreter, systemNamer, weightedLeaves } from '@namerd/namer';
import test from 'ava';
import {
  type AddrVector,
  type AnswerVector,
  type NamerVector,
  type ScriptedNamers,
  sample,
  scriptedNamers,
  standInResolver,
  type TreeVector,
  treeVector,
  turn,
  withoutSystemAddrs,
} from './support/namers.ts';

interface StateVector {
  readonly state: 'ok' | 'pending' | 'failed';
  readonly tree?: TreeVector;
  readonly error?: string;
}

type Change =
  | { readonly baseDtab: string }
  | { readonly namer: number; readonly entry: number; readonly state: AnswerVector }
  | { readonly addrRef: string; readonly addr: AddrVector };

interface BindVector {
  readonly interpreter: 'finagle' | 'linkerd' | 'namerd' | 'namer' | 'resolve';
  readonly dtab?: string;
  readonly baseDtab?: string;
  readonly path?: string;
  readonly tree?: string;
  readonly namers?: readonly NamerVector[];
  readonly addrVars?: Readonly<Record<string, AddrVector>>;
  readonly maxDepth?: number;
  readonly expect?: StateVector | AddrVector;
  readonly eval?: readonly string[] | null;
  readonly initial?: readonly StateVector[];
  readonly steps?: readonly { readonly set: Change; readonly emits: readonly StateVector[]; readonly state: StateVector }[];
}

test('names bind as the vectors say', (t) => runVectors<BindVector>(t, { file: 'bind', run }));

async function run(vector: BindVector): Promise<void> {
  const namers = scriptedNamers(vector.namers, vector.addrVars);
  const base = variable(Dtab.empty);
  if (vector.baseDtab === 'pending') base.current = { kind: 'pending' };
  else base.value = Dtab.parse(vector.baseDtab ?? '');
  const bound = bind(vector, namers, base);
  const seen: State<NameTree<Bound>>[] = [];
  using _ = bound.observe((state) => seen.push(state));
  if (vector.steps === undefined) return check(vector, seen);
  const emitted = (): unknown => withoutSystemAddrs(seen.splice(0).map(stateVector));
  deepEqual(emitted(), withoutSystemAddrs(vector.initial));
  let last = seen.at(-1);
  for (const { set, emits, state } of vector.steps) {
    if ('baseDtab' in set) base.value = Dtab.parse(set.baseDtab);
    else if ('addrRef' in set) namers.setAddr(set.addrRef, set.addr);
    else namers.answer(set.namer, set.entry, set.state);
    await turn();
    last = seen.at(-1) ?? last;
    deepEqual(emitted(), withoutSystemAddrs(emits.map(withoutKind)));
    if (last !== undefined) deepEqual(stateVector(last), withoutSystemAddrs(withoutKind(state)));
  }
}

function bind(vector: BindVector, namers: ScriptedNamers, base: Activity<Dtab>): Activity<NameTree<Bound>> {
  const system = systemNamer({ resolver: standInResolver });
  const { maxDepth = 100 } = vector;
  const interpreter = createInterpreter(namers.mounts, { system, maxDepth });
  const given = Dtab.parse(vector.dtab ?? '');
  const dtab = vector.baseDtab === undefined ? given : base.map((stored) => Dtab.concat(stored, given));
  const { path, tree } = vector;
  return tree === undefined ? interpreter.bind(dtab, Path.parse(path ?? '')) : interpreter.bindTree(dtab, NameTree.parse(tree));
}

function check({ interpreter, expect, eval: values }: BindVector, seen: readonly State<NameTree<Bound>>[]): void {
  const [state, ...others] = seen;
  deepEqual(others, []);
  if (state === undefined || expect === undefined) throw new TypeError('nothing to compare');
  if (interpreter === 'resolve') {
    deepEqual(resolved(state), expect);
    return;
  }
  deepEqual(stateVector(state), withoutSystemAddrs(withoutKind(expect)));
  if (values === undefined) return;
  const found = state.kind === 'ok' ? NameTree.evaluate(state.value, ({ id }) => Path.show(id)) : undefined;
  deepEqual(found?.map(({ id }) => Path.show(id)).sort() ?? null, values && [...values].sort());
}

function stateVector(state: State<NameTree<Bound>>): StateVector {
  if (state.kind === 'pending') return { state: 'pending' };
  if (state.kind === 'failed') return { state: 'failed', error: state.error.message };
  return { state: 'ok', tree: treeVector(state.value) };
}

/** The class of an error in the original says nothing here. */
function withoutKind(expected: object): object {
  const { kind: _, ...rest } = expected as { kind?: unknown };
  return rest;
}

/** The one address that Finagle makes of a bound tree: that of its only name, or of all together. */
function resolved(state: State<NameTree<Bound>>): AddrVector {
  if (state.kind === 'pending') return { type: 'pending' };
  if (state.kind === 'failed') return { type: 'failed', cause: state.error.message };
  const names = NameTree.evaluate(state.value, ({ id }) => Path.show(id));
  if (names === undefined) return { type: 'neg' };
  const addrs = names.flatMap(({ addr }) => {
    const sampled = sample(addr);
    if (sampled.kind !== 'ok' || sampled.value.kind === 'neg') throw new TypeError('every address here is known');
    return sampled.value.endpoints.map(({ host, port }) => `${host === '127.0.0.1' ? 'localhost' : host}:${port}`);
  });
  const [only] = weightedLeaves(state.value);
  const weighted = names.length !== 1 || only?.weight === undefined ? {} : { nametreeWeight: only.weight };
  return { type: 'bound', addrs, ...weighted };
}
