import { type State, type Var, variable } from '@namerd/activity';
import { vectors } from '@namerd/conformance';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { type Bound, createInterpreter, type Name, type Namer, weightedLeaves } from '@namerd/namer';
import test from 'ava';
import { turn } from './support/namers.ts';

type Answer = string | { readonly failed: true };

type Step = { readonly [key: string]: unknown } & {
  readonly expect: 'pending' | 'none' | { readonly failed: true } | { readonly set: readonly string[] };
  readonly addrMeta?: { readonly namer_nametree_weight: number };
};

for (const section of ['bind_union', 'bind_failover']) {
  const script = vectors('namer-core')[section] as { readonly tree: string; readonly steps: readonly Step[] };

  test(`namer-core ${section}: ${script.tree} binds step by step as the vectors say`, async (t) => {
    const answers = new Map<string, Var<NameTree<Name>>>();
    const answerFor = (path: string): Var<NameTree<Name>> => {
      const found = answers.get(path) ?? variable<NameTree<Name>>(NameTree.neg);
      if (!answers.has(path)) found.current = { kind: 'pending' };
      answers.set(path, found);
      return found;
    };
    const prefix = Path.parse('/test');
    const namer: Namer = {
      lookup: (path) => answerFor(Path.show(Path.concat(prefix, path))),
      async [Symbol.asyncDispose]() {},
    };
    const bound = createInterpreter([{ prefix, namer }]).bindTree(Dtab.empty, NameTree.parse(script.tree));
    let last: State<NameTree<Bound>> = { kind: 'pending' };
    const observation = bound.observe((state) => {
      last = state;
    });
    t.teardown(() => observation[Symbol.dispose]());
    for (const [i, step] of script.steps.entries()) {
      for (const n of ['', '2', '3']) {
        const path = step[`set${n}`];
        if (typeof path === 'string') answerFor(path).current = stateOf(step[`to${n}`] as Answer);
      }
      await turn();
      t.deepEqual(evaluated(last), step.expect, `step ${i}`);
      if (step.addrMeta !== undefined) t.true(leafWeights(last).every((weight) => weight === 1));
    }
  });
}

function stateOf(answer: Answer): State<NameTree<Name>> {
  if (typeof answer !== 'string') return { kind: 'failed', error: new Error('failed') };
  return { kind: 'ok', value: NameTree.map(NameTree.parse(answer), (path) => ({ kind: 'path', path })) };
}

function evaluated(state: State<NameTree<Bound>>): Step['expect'] {
  if (state.kind === 'pending') return 'pending';
  if (state.kind === 'failed') return { failed: true };
  const names = NameTree.evaluate(state.value, ({ id }) => Path.show(id));
  if (names === undefined) return 'none';
  return { set: names.map(({ id }) => Path.show(id).replace('/$/inet/', 'localhost:')).sort() };
}

function leafWeights(state: State<NameTree<Bound>>): readonly (number | undefined)[] {
  return state.kind === 'ok' ? weightedLeaves(state.value).map(({ weight }) => weight) : [undefined];
}
