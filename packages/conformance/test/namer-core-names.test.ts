import { deepEqual, rejects } from 'node:assert/strict';
import { constant, failing, type State, variable } from '@namerd/activity';
import { runVectors } from '@namerd/conformance';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { Addr, type Bound, createInterpreter, type Mount, type Name, type Namer, systemNamer, whilePresent } from '@namerd/namer';
import { builtins, validateConfig } from '@namerd/server';
import test from 'ava';
import { sample, turn } from './support/namers.ts';

type AddrVector = 'neg' | { readonly failed: true } | { readonly bound: readonly { ip: string; port: number }[] };
type LeafVector = { readonly leaf: { readonly id: string; readonly residual?: string; readonly addr?: AddrVector } };
interface ConfigError {
  readonly configError: string;
}
type Expected = 'neg' | 'fail' | 'empty' | LeafVector | { readonly failed: string | true };

test('the names under /$/ are what the vectors say', (t) =>
  runVectors<{ readonly lookup: string; readonly expect: Expected }>(t, {
    file: 'namer-core',
    sections: ['global'],
    async run({ lookup, expect }) {
      const system = systemNamer({ resolver: { resolve: async () => undefined } });
      const state = sample(createInterpreter([], { system }).bind(Dtab.empty, Path.parse(lookup)));
      if (state.kind !== 'ok' || state.value.kind !== 'leaf') {
        deepEqual(stateVector(state), expect);
        return;
      }
      const { id, residual, addr } = state.value.value;
      const leaf = { id: Path.show(id), residual: Path.show(residual) };
      if (typeof expect !== 'object' || !('leaf' in expect)) throw new TypeError(`bound to ${leaf.id}`);
      if (expect.leaf.addr === undefined) deepEqual(leaf, expect.leaf);
      else deepEqual({ ...leaf, addr: addrVector(await addr.first()) }, expect.leaf);
    },
  }));

test('alternatives with a fixed end bind as the vectors say', (t) =>
  runVectors<{ readonly tree: string; readonly expect: Expected }>(t, {
    file: 'namer-core',
    sections: ['bind_static'],
    run({ tree, expect }) {
      const silent: Namer = { lookup: () => variable(NameTree.neg), async [Symbol.asyncDispose]() {} };
      const interpreter = createInterpreter([{ prefix: Path.parse('/test'), namer: silent }]);
      deepEqual(stateVector(sample(interpreter.bindTree(Dtab.empty, NameTree.parse(tree)))), expect);
    },
  }));

interface InterpreterVector {
  readonly bind: string;
  readonly dtab?: string;
  readonly namers?: readonly NamerVector[];
  readonly namersInTryOrder?: readonly NamerVector[];
  readonly configured?: readonly string[];
  readonly process?: 'namerd';
  readonly expect: Expected | ConfigError;
}

interface NamerVector {
  readonly prefix: string;
  readonly negFor?: string;
  readonly fails?: boolean;
}

test('namers are asked in the order that the vectors say', (t) =>
  runVectors<InterpreterVector>(t, {
    file: 'namer-core',
    sections: ['interpreter'],
    async run({ bind, dtab, namers, namersInTryOrder, configured = [], process, expect }) {
      if (process === 'namerd') {
        await checkOverlap(configured, expect);
        return;
      }
      // Linkerd asks the last configured one first; here the order is that of the list.
      const inOrder = namersInTryOrder ?? namers ?? configured.map((prefix) => ({ prefix })).reverse();
      const interpreter = createInterpreter(inOrder.map(mount));
      const state = sample(interpreter.bind(Dtab.parse(dtab ?? ''), Path.parse(bind)));
      deepEqual(stateVector(state), expect);
    },
  }));

test('existence is what the vectors say', (t) =>
  runVectors<{ readonly in: readonly string[]; readonly outer: readonly string[]; readonly inner?: readonly number[] }>(t, {
    file: 'namer-core',
    sections: ['stabilize_existence'],
    async run(vector) {
      const addr = variable<Addr>(Addr.neg);
      const outer: string[] = [];
      const inner: unknown[] = [];
      const bound: Bound = { id: Path.parse('/x'), residual: Path.empty, addr };
      const tell = (text: string): void => {
        if (text === 'pending') addr.current = { kind: 'pending' };
        else if (text === 'failed') addr.current = { kind: 'failed', error: new Error('failed') };
        else if (text === 'none') addr.value = Addr.neg;
        else addr.value = Addr.bound([{ host: 'x', port: Number(/\d+/.exec(text)?.[0]) }]);
      };
      tell(vector.in[0] ?? '');
      using _ = whilePresent(bound).observe((state) => {
        if (state.kind === 'ok') outer.push(state.value.kind === 'leaf' ? 'some(V)' : 'none');
        else outer.push(state.kind);
      });
      using __ = addr.observe((state) => {
        if (state.kind === 'ok') inner.push(state.value.kind === 'bound' ? state.value.endpoints[0]?.port : 'neg');
      });
      for (const text of vector.in.slice(1)) {
        tell(text);
        await turn();
      }
      deepEqual(outer, vector.outer);
      if (vector.inner !== undefined) deepEqual(inner, vector.inner);
    },
  }));

test('equal trees are not repeated', (t) =>
  runVectors<{ readonly in: readonly Expected[]; readonly out: readonly Expected[] }>(t, {
    file: 'namer-core',
    sections: ['dedup'],
    async run(vector) {
      const answer = variable<NameTree<Name>>(treeOf(vector.in[0] ?? 'neg'));
      const namer: Namer = { lookup: () => answer, async [Symbol.asyncDispose]() {} };
      const seen: unknown[] = [];
      const bound = createInterpreter([{ prefix: Path.parse('/n'), namer }]).bind(Dtab.empty, Path.parse('/n'));
      using _ = bound.observe((state) => {
        if (state.kind !== 'ok') throw new TypeError(state.kind);
        seen.push(state.value.kind === 'leaf' ? { leaf: { id: Path.show(state.value.value.id) } } : state.value.kind);
      });
      for (const tree of vector.in.slice(1)) {
        answer.value = treeOf(tree);
        await turn();
      }
      deepEqual(seen, vector.out);
    },
  }));

/** namerd refuses such a configuration before it starts. */
async function checkOverlap(prefixes: readonly string[], expected: Expected | ConfigError): Promise<void> {
  const config = {
    storage: { kind: 'io.l5d.inMemory' },
    interfaces: [{ kind: 'io.l5d.httpController', port: 0 }],
    namers: prefixes.map((prefix) => ({ kind: 'io.l5d.rewrite', prefix: prefix.slice('/#'.length), pattern: '/', name: '/x' })),
  };
  if (typeof expected === 'string' || !('configError' in expected)) throw new TypeError('not a configuration error');
  const { configError } = expected;
  await rejects(validateConfig(config, { plugins: builtins }), ({ message }) => message.includes(configError));
}

function treeOf(tree: Expected): NameTree<Name> {
  if (typeof tree === 'string') return NameTree[tree];
  if ('failed' in tree) throw new TypeError('not a tree');
  const bound: Bound = { id: Path.parse(tree.leaf.id), residual: Path.empty, addr: constant(Addr.neg) };
  return NameTree.leaf({ kind: 'bound', bound });
}

/** A namer that binds everything below its prefix to its prefix. */
function mount({ prefix: text, negFor, fails }: NamerVector): Mount {
  const prefix = Path.parse(text);
  const namer: Namer = {
    lookup(residual) {
      if (fails) return failing(new Error('the namer fails'));
      if (negFor !== undefined && Path.startsWith(residual, Path.parse(negFor))) return constant(NameTree.neg);
      return constant(NameTree.leaf<Name>({ kind: 'bound', bound: { id: prefix, residual, addr: constant(Addr.neg) } }));
    },
    async [Symbol.asyncDispose]() {},
  };
  return { prefix, namer };
}

function stateVector(state: State<NameTree<Bound>>): unknown {
  if (state.kind === 'pending') return 'pending';
  if (state.kind === 'failed') return { failed: state.error.message === 'the namer fails' ? true : state.error.message };
  if (state.value.kind !== 'leaf') return state.value.kind;
  const { id, residual } = state.value.value;
  return { leaf: { id: Path.show(id), residual: Path.show(residual) } };
}

function addrVector(addr: Addr): AddrVector {
  return addr.kind === 'neg' ? 'neg' : { bound: addr.endpoints.map(({ host, port }) => ({ ip: host, port })) };
}
