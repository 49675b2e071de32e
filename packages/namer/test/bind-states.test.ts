import { State } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { createInterpreter, type LocalInterpreter } from '@namerd/namer';
import test from 'ava';
import { line, sample } from './support/observe.ts';
import { ScriptedNamer } from './support/scripted-namer.ts';

/** Binds a tree of the names `a` and `b` (bound), `neg`, `fail`, `empty`, `pending`, `failed` and `broken` of one namer. */
function bind(tree: string): string {
  return line(sample(interpreter().bindTree(Dtab.empty, NameTree.parse(tree.replaceAll(/[a-z]+/g, '/n/$&')))));
}

function interpreter(): LocalInterpreter {
  const namer = new ScriptedNamer('/n');
  for (const name of ['/a', '/b']) namer.say(name, namer.leaf(name));
  namer.say('/fail', State.ok(NameTree.fail));
  namer.say('/empty', State.ok(NameTree.empty));
  namer.say('/pending', 'pending');
  namer.say('/failed', new Error('failed'));
  namer.say('/broken', new Error('broken'));
  return createInterpreter([{ prefix: Path.parse('/n'), namer }]);
}

const unions: Readonly<Record<string, string>> = {
  'a & b': '/n/a & /n/b',
  '2 * a & 3 * b': '2*/n/a & 3*/n/b',
  'a & pending': '/n/a',
  'a & failed': '/n/a',
  'a & neg': '/n/a',
  'a & fail': '/n/a',
  'a & empty': '/n/a & $',
  'empty & neg': '$',
  'empty & pending': '$',
  'neg & neg': '~',
  'fail & fail': '~',
  'fail & neg': '~',
  'failed & broken': 'failed: failed',
  'pending & failed': 'failed: failed',
  'pending & pending': 'pending',
  // An outage is no answer: where nothing else is bound, these are not neg.
  'neg & pending': 'pending',
  'neg & failed': 'failed: failed',
  'fail & pending': 'pending',
  'fail & failed': 'failed: failed',
};

for (const [tree, expected] of Object.entries(unions)) {
  test(`the union ${tree} binds to ${expected}`, (t) => t.is(bind(tree), expected));
}

const alternations: Readonly<Record<string, string>> = {
  'a | b': '/n/a',
  'neg | b': '/n/b',
  'neg | neg | b': '/n/b',
  'neg | neg': '~',
  'empty | b': '$',
  'fail | b': '!',
  'neg | fail | b': '!',
  'pending | b': 'pending',
  'failed | b': 'failed: failed',
  'neg | pending | b': 'pending',
  // What the union leaves open stops the alternation.
  '(neg & pending) | b': 'pending',
  '(neg & failed) | b': 'failed: failed',
  '(fail & neg) | b': '/n/b',
};

for (const [tree, expected] of Object.entries(alternations)) {
  test(`the alternation ${tree} binds to ${expected}`, (t) => t.is(bind(tree), expected));
}

test('a thousand alternatives are tried one after the other, without depth', (t) => {
  t.is(bind(`${'neg | '.repeat(900)}b`), '/n/b');
});

test('a branch that is bound to something stale makes the union stale', (t) => {
  const namer = new ScriptedNamer('/n');
  const stale = namer.leaf('/a');
  if (stale.kind !== 'ok') throw new TypeError('a leaf is ok');
  namer.say('/a', State.ok(stale.value, { sinceMs: 7, cause: new Error('lost') }));
  namer.say('/b', namer.leaf('/b'));
  const local = createInterpreter([{ prefix: Path.parse('/n'), namer }]);
  const state = sample(local.bind(Dtab.parse('/x => /n/a & /n/b'), Path.parse('/x')));
  t.like(state, { kind: 'ok', stale: { sinceMs: 7 } });
});
