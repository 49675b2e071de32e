import { type Activity, constant, failing, type State, source, variable } from '@namerd/activity';
import { Label, NameTree, Path } from '@namerd/dtab';
import { Addr, type Bound, type Meta, type Mount, type Name, type Namer, type Resolver, weightedLeaves } from '@namerd/namer';

/** An address as the vectors of binding write it. */
export interface AddrVector {
  readonly type: 'bound' | 'neg' | 'pending' | 'failed';
  readonly addrs?: readonly string[];
  readonly meta?: Meta;
  readonly cause?: string;
  readonly nametreeWeight?: number;
}

/** A tree as they write it, as an answer and as a result. */
export interface TreeVector {
  readonly type: 'leaf' | 'bound' | 'path' | 'alt' | 'union' | 'neg' | 'fail' | 'empty';
  readonly path?: string;
  readonly appendRest?: boolean;
  readonly id?: string;
  readonly residual?: string;
  readonly addr?: AddrVector;
  readonly addrRef?: string;
  readonly trees?: readonly (TreeVector | { readonly weight: number; readonly tree: TreeVector })[];
}

export type AnswerVector = 'pending' | { readonly failed: string } | { readonly ok: TreeVector };

export interface NamerVector {
  readonly prefix: string;
  readonly entries: readonly { readonly match: string; readonly state: AnswerVector }[];
}

/** The namers of a case, with the means to change what they say. */
export interface ScriptedNamers {
  readonly mounts: readonly Mount[];
  answer(namer: number, entry: number, state: AnswerVector): void;
  setAddr(ref: string, addr: AddrVector): void;
}

/** The peers' stand-in: every host has itself as its address. */
export const standInResolver: Resolver = { resolve: async (host) => [host] };

export function scriptedNamers(
  namers: readonly NamerVector[] = [],
  addrVars: Readonly<Record<string, AddrVector>> = {},
): ScriptedNamers {
  const addrs = new Map(Object.entries(addrVars).map(([ref, addr]) => [ref, addrVariable(addr)]));
  const states = namers.map(({ entries }) => entries.map(({ state }) => variable(state)));
  const mounts = namers.map(({ prefix, entries }, n): Mount => {
    const at = Path.parse(prefix);
    const namer: Namer = {
      lookup(path) {
        const entry = entries.findIndex(({ match }) => Path.startsWith(path, Path.parse(match)));
        const { match } = entries[entry] ?? { match: '/' };
        const state = states[n]?.[entry];
        if (state === undefined) return constant(NameTree.neg);
        const id = Path.concat(at, Path.parse(match));
        const rest = Path.drop(path, Path.parse(match).labels.length);
        return state.flatMap((answer) => answerActivity(answer, id, rest, addrs));
      },
      async [Symbol.asyncDispose]() {},
    };
    return { prefix: at, namer };
  });
  return {
    mounts,
    answer(namer, entry, state) {
      const held = states[namer]?.[entry];
      if (held === undefined) throw new TypeError(`no entry ${entry} of namer ${namer}`);
      held.value = state;
    },
    setAddr(ref, addr) {
      const held = addrs.get(ref);
      if (held === undefined) throw new TypeError(`no address ${ref}`);
      held.current = addrState(addr);
    },
  };
}

type Addrs = ReadonlyMap<string, Activity<Addr>>;

function answerActivity(answer: AnswerVector, id: Path, rest: Path, addrs: Addrs): Activity<NameTree<Name>> {
  if (answer === 'pending') return pending();
  if ('failed' in answer) return failing(new Error(answer.failed));
  return constant(answerTree(answer.ok, id, rest, addrs));
}

function answerTree(tree: TreeVector, id: Path, rest: Path, addrs: Addrs): NameTree<Name> {
  switch (tree.type) {
    case 'path': {
      const path = Path.parse(tree.path ?? '');
      return NameTree.leaf({ kind: 'path', path: tree.appendRest ? Path.concat(path, rest) : path });
    }
    case 'bound':
    case 'leaf': {
      const bound: Bound = {
        id: tree.id === undefined ? id : Path.parse(tree.id),
        residual: tree.residual === undefined ? rest : Path.parse(tree.residual),
        addr: addrs.get(tree.addrRef ?? '') ?? addrVariable(tree.addr ?? { type: 'bound', addrs: ['10.0.0.1:80'] }),
      };
      return NameTree.leaf({ kind: 'bound', bound });
    }
    case 'alt':
      return NameTree.alt(...(tree.trees ?? []).map((branch) => answerTree(branch as TreeVector, id, rest, addrs)));
    case 'union':
      return NameTree.union(
        ...(tree.trees ?? []).map((branch) => {
          if (!('weight' in branch)) throw new TypeError('a branch of a union has a weight');
          return { weight: branch.weight, tree: answerTree(branch.tree, id, rest, addrs) };
        }),
      );
    default:
      return NameTree[tree.type];
  }
}

function pending<T>(): Activity<T> {
  return source<T>(() => {});
}

function addrVariable(addr: AddrVector): ReturnType<typeof variable<Addr>> {
  const held = variable<Addr>(Addr.neg);
  held.current = addrState(addr);
  return held;
}

function addrState(addr: AddrVector): State<Addr> {
  switch (addr.type) {
    case 'pending':
      return { kind: 'pending' };
    case 'failed':
      return { kind: 'failed', error: new Error(addr.cause) };
    case 'neg':
      return { kind: 'ok', value: Addr.neg };
    case 'bound':
      return { kind: 'ok', value: Addr.bound((addr.addrs ?? []).map(endpoint), addr.meta) };
  }
}

function endpoint(text: string): { host: string; port: number } {
  const [host = '', port = ''] = text.split(':');
  return { host, port: Number(port) };
}

/** The first state that an activity shows to a new observer. */
export function sample<T>(activity: Activity<T>): State<T> {
  let seen: State<T> = { kind: 'pending' };
  activity
    .observe((state) => {
      seen = state;
    })
    [Symbol.dispose]();
  return seen;
}

/** Lets the changes of this turn arrive. */
export async function turn(): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
}

/** A bound tree as the vectors write it; without the addresses of the system's names, of which the vectors say that they are a stand-in. */
export function treeVector(tree: NameTree<Bound>): TreeVector {
  const weights = weightedLeaves(tree).map(({ weight }) => weight);
  const write = (node: NameTree<Bound>): TreeVector => {
    switch (node.kind) {
      case 'leaf': {
        const { id, residual, addr } = node.value;
        return {
          type: 'leaf',
          id: Path.show(id),
          residual: Path.show(residual),
          addr: addrVector(id, sample(addr), weights.shift()),
        };
      }
      case 'alt':
        return { type: 'alt', trees: node.trees.map(write) };
      case 'union':
        return { type: 'union', trees: node.trees.map((branch) => ({ weight: branch.weight, tree: write(branch.tree) })) };
      default:
        return { type: node.kind };
    }
  };
  return write(tree);
}

function addrVector(id: Path, state: State<Addr>, weight: number | undefined): AddrVector {
  const weighted = weight === undefined ? {} : { nametreeWeight: weight };
  if (isSystem(id)) return { type: 'bound', ...weighted };
  if (state.kind === 'pending') return { type: 'pending' };
  if (state.kind === 'failed') return { type: 'failed', cause: state.error.message };
  if (state.value.kind === 'neg') return { type: 'neg' };
  const { endpoints, meta } = state.value;
  const addrs = endpoints.map(({ host, port }) => `${host}:${port}`);
  return { type: 'bound', addrs, ...(meta === undefined ? {} : { meta }), ...weighted };
}

/** What a vector expects, without what it does not vouch for. */
export function withoutSystemAddrs<T>(expected: T): T {
  return JSON.parse(
    JSON.stringify(expected, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('addr' in value) || !('id' in value)) return value;
      return isSystem(Path.parse(String(value.id))) ? { ...value, addr: { ...Object(value.addr), addrs: undefined } } : value;
    }),
  );
}

function isSystem(id: Path): boolean {
  return (
    id.labels[0] === Label.of('$') &&
    (id.labels[1] === 'inet' || id.labels[1] === 'fixedinet' || id.labels[1] === 'io.buoyant.rinet')
  );
}

/** The answer of a namer as the vectors about namers write it: a path, or the kind of the tree. */
export function answerVector(state: State<NameTree<Name>>): unknown {
  if (state.kind !== 'ok') return { state: state.kind };
  const tree = state.value;
  return tree.kind === 'leaf' && tree.value.kind === 'path' ? { path: Path.show(tree.value.path) } : tree.kind;
}
