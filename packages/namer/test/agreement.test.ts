import { State } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { type Bound, boundTreeEquals, createInterpreter, type DelegateTree } from '@namerd/namer';
import test from 'ava';
import fc from 'fast-check';
import { line, sample } from './support/observe.ts';
import { paths, ScriptedNamer } from './support/scripted-namer.ts';

const names = ['/a', '/b', '/c', '/a/x'];
const leaves = [
  ...names,
  '/n/bound',
  '/n/neg',
  '/n/fail',
  '/n/empty',
  '/n/pending',
  '/n/failed',
  '/n/paths',
  '/n/union',
  '~',
  '!',
  '$',
];

const tree = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'tree' },
    fc.constantFrom(...leaves),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((branches) => `(${branches.join(' | ')})`),
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 5 }), tie('tree')), { minLength: 2, maxLength: 3 })
      .map((branches) => `(${branches.map(([weight, branch]) => `${weight} * ${branch}`).join(' & ')})`),
  ),
})).tree;

const dtab = fc
  .array(fc.tuple(fc.constantFrom(...names, '/*', '/n/neg', '/n/bound'), tree), { maxLength: 6 })
  .map((dentries) => dentries.map(([prefix, dst]) => `${prefix} => ${dst}`).join(';'));

function interpreter(): ReturnType<typeof createInterpreter> {
  const namer = new ScriptedNamer('/n');
  namer.say('/bound', namer.leaf('/bound'));
  namer.say('/fail', State.ok(NameTree.fail));
  namer.say('/empty', State.ok(NameTree.empty));
  namer.say('/pending', 'pending');
  namer.say('/failed', new Error('failed'));
  namer.say('/paths', paths('/b | /n/bound'));
  namer.say('/union', paths('2 * /n/bound & 3 * /c'));
  // Small limits: chance makes loops that double.
  return createInterpreter([{ prefix: Path.parse('/n'), namer }], { maxDepth: 5, maxLookups: 150 });
}

/** What binding would make of an explanation: an exception is a failure. */
function boundBy(tree: DelegateTree<Bound>): State<NameTree<Bound>> {
  switch (tree.kind) {
    case 'delegate':
    case 'transformation':
      return boundBy(tree.tree);
    case 'leaf':
      return State.ok(NameTree.leaf(tree.value));
    case 'exception':
      return State.failed(tree.error);
    case 'alt': {
      for (const child of tree.trees) {
        const state = boundBy(child);
        if (state.kind !== 'ok' || state.value.kind !== 'neg') return state;
      }
      return State.ok(NameTree.neg);
    }
    case 'union': {
      const states = tree.trees.map(({ weight, tree: child }) => ({ weight, state: boundBy(child) }));
      const kept = states.flatMap(({ weight, state }) => {
        const found = state.kind === 'ok' && state.value.kind !== 'neg' && state.value.kind !== 'fail';
        return found ? [{ weight, tree: state.value }] : [];
      });
      const failed = states.find(({ state }) => state.kind === 'failed');
      return kept.length === 0 && failed !== undefined ? failed.state : State.ok(NameTree.simplify(NameTree.union(...kept)));
    }
    default:
      return State.ok(NameTree[tree.kind]);
  }
}

test('an explanation says what binding does', (t) => {
  let compared = 0;
  fc.assert(
    fc.property(dtab, fc.constantFrom(...names, '/n/neg', '/n/paths'), (text, path) => {
      const local = interpreter();
      const explained = sample(local.delegate(Dtab.parse(text), Path.parse(path)));
      // Pending, or too large, whatever binding says: it explores more.
      if (explained.kind !== 'ok') return;
      const bound = sample(local.bind(Dtab.parse(text), Path.parse(path)));
      const expected = boundBy(explained.value);
      compared++;
      const same =
        bound.kind === 'ok' && expected.kind === 'ok'
          ? boundTreeEquals(bound.value, expected.value)
          : bound.kind === expected.kind;
      if (!same) throw new Error(`bound ${line(bound)}, explained ${line(expected)}`);
    }),
    { numRuns: 300 },
  );
  t.true(compared > 60, `${compared} of 300 could be compared`);
});

test('a bound tree is simplified and has no alternatives', (t) => {
  fc.assert(
    fc.property(dtab, fc.constantFrom(...names), (text, path) => {
      const bound = sample(interpreter().bind(Dtab.parse(text), Path.parse(path)));
      if (bound.kind !== 'ok') return;
      if (!boundTreeEquals(NameTree.simplify(bound.value), bound.value)) throw new Error(line(bound));
      if (line(bound).includes('|')) throw new Error(line(bound));
    }),
    { numRuns: 300 },
  );
  t.pass();
});
