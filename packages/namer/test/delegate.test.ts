import { failing, State } from '@namerd/activity';
import { Dentry, Dtab, NameTree, Path } from '@namerd/dtab';
import { type Bound, createInterpreter, type DelegateTree } from '@namerd/namer';
import test from 'ava';
import { observe, sample, turn } from './support/observe.ts';
import { paths, ScriptedNamer } from './support/scripted-namer.ts';

function namers(): ScriptedNamer {
  const namer = new ScriptedNamer('/#/n');
  for (const name of ['/a', '/b']) namer.say(name, namer.leaf(name));
  namer.say('/down', new Error('down'));
  namer.say('/pending', 'pending');
  return namer;
}

function explain(dtab: string, path: string, namer: ScriptedNamer = namers()): unknown {
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  return shown(sample(local.delegate(Dtab.parse(dtab), Path.parse(path))));
}

function shown(state: State<DelegateTree<Bound>>): unknown {
  if (state.kind !== 'ok') return state.kind === 'failed' ? `failed: ${state.error.message}` : state.kind;
  return outline(state.value);
}

/** A node as `path <- dentry: what`, with its children in a list behind it. */
function outline(tree: DelegateTree<Bound>): unknown {
  const at = `${Path.show(tree.path)}${tree.dentry === undefined ? '' : ` <- ${Dentry.show(tree.dentry)}`}`;
  switch (tree.kind) {
    case 'delegate':
      return [`${at}: delegate`, outline(tree.tree)];
    case 'alt':
      return [`${at}: alt`, ...tree.trees.map(outline)];
    case 'union':
      return [`${at}: union`, ...tree.trees.map((branch) => [branch.weight, outline(branch.tree)])];
    case 'leaf':
      return `${at}: leaf ${Path.show(tree.value.id)}`;
    case 'exception':
      return `${at}: ${tree.error.message}`;
    default:
      return `${at}: ${tree.kind}`;
  }
}

test('every branch is explained, also those that binding never comes to', (t) => {
  t.deepEqual(explain('/svc => /#/n/a | /#/n/none | !', '/svc'), [
    '/svc: alt',
    '/#/n/a <- /svc=>/#/n/a | /#/n/none | !: leaf /#/n/a',
    '/#/n/none <- /svc=>/#/n/a | /#/n/none | !: neg',
    '/svc <- /svc=>/#/n/a | /#/n/none | !: fail',
  ]);
});

test('a namer that fails is explained, and its siblings too', (t) => {
  t.deepEqual(explain('/svc => /#/n/down | /#/n/a', '/svc'), [
    '/svc: alt',
    '/#/n/down <- /svc=>/#/n/down | /#/n/a: down',
    '/#/n/a <- /svc=>/#/n/down | /#/n/a: leaf /#/n/a',
  ]);
});

test('one pending branch leaves all of it pending', (t) => {
  t.is(explain('/svc => /#/n/a | /#/n/pending', '/svc'), 'pending');
});

test('what binding finds behind a lone ~ is shown beside it', (t) => {
  t.deepEqual(explain('/#/n => ~', '/#/n/a'), ['/#/n/a: alt', '/ <- /#/n=>~: neg', '/#/n/a: leaf /#/n/a']);
  t.deepEqual(explain('/#/n => ~', '/#/n/none'), ['/#/n/none: delegate', '/ <- /#/n=>~: neg']);
});

test('a namer that answers with another name is a step', (t) => {
  const namer = namers();
  namer.say('/p', paths('/svc/x'));
  t.deepEqual(explain('/svc => /#/n/a', '/#/n/p', namer), [
    '/#/n/p: delegate',
    ['/svc/x: delegate', '/#/n/a/x <- /svc=>/#/n/a: neg'],
  ]);
});

test('a namer that answers with several names is an alternation of its own', (t) => {
  const namer = namers();
  namer.say('/p', paths('/#/n/none | /#/n/a'));
  t.deepEqual(explain('/svc => /#/n/p', '/svc', namer), [
    '/svc: delegate',
    ['/#/n/p <- /svc=>/#/n/p: alt', '/#/n/none <- /svc=>/#/n/p: neg', '/#/n/a <- /svc=>/#/n/p: leaf /#/n/a'],
  ]);
});

test('a loop is an exception, in the alternation around it or instead of everything', (t) => {
  t.deepEqual(explain('/svc => /svc', '/svc'), '/svc: Max recursion level reached.');
  t.deepEqual(explain('/svc => /#/n/a & /loop; /loop => /loop', '/svc'), [
    '/svc: union',
    [1, '/#/n/a <- /svc=>/#/n/a & /loop: leaf /#/n/a'],
    [1, '/svc <- /svc=>/#/n/a & /loop: Max recursion level reached.'],
  ]);
});

test('an explanation that is too large is refused as a whole', (t) => {
  const namer = namers();
  const local = createInterpreter([{ prefix: namer.prefix, namer }], { maxTreeSize: 3 });
  const explained = (dtab: string): unknown => shown(sample(local.delegate(Dtab.parse(dtab), Path.parse('/x'))));
  t.deepEqual(explained('/x => /#/n/a | /#/n/b'), [
    '/x: alt',
    '/#/n/a <- /x=>/#/n/a | /#/n/b: leaf /#/n/a',
    '/#/n/b <- /x=>/#/n/a | /#/n/b: leaf /#/n/b',
  ]);
  t.is(explained('/x => ! | (/#/n/a | /#/n/b | ~)'), 'failed: more than 3 nodes in the explanation of one name');
});

test('an explanation follows the dtab and the namers', async (t) => {
  const namer = namers();
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  using seen = observe(local.delegate(Dtab.parse('/svc => /#/n/x'), Path.parse('/svc')));
  namer.say('/x', namer.leaf('/x'));
  await turn();
  namer.say('/x', namer.leaf('/x'));
  await turn();
  namer.say('/x', new Error('gone'));
  await turn();
  t.deepEqual(seen.states.map(shown), [
    ['/svc: delegate', '/#/n/x <- /svc=>/#/n/x: neg'],
    ['/svc: delegate', '/#/n/x <- /svc=>/#/n/x: leaf /#/n/x'],
    ['/svc: delegate', '/#/n/x <- /svc=>/#/n/x: gone'],
  ]);
});

test('a dtab that fails fails the explanation', (t) => {
  const namer = namers();
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  const dtab = failing(new Error('store down'));
  t.is(shown(sample(local.delegate(dtab, Path.parse('/svc')))), 'failed: store down');
});

test('a tree of names is explained with the empty path at its nodes', (t) => {
  const namer = namers();
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  t.deepEqual(shown(sample(local.delegateTree(Dtab.empty, NameTree.parse('2 * /#/n/a & $')))), [
    '/: union',
    [2, '/#/n/a: leaf /#/n/a'],
    [1, '/: empty'],
  ]);
});

test('a stale branch makes the explanation stale', (t) => {
  const namer = namers();
  const leaf = namer.leaf('/a');
  if (leaf.kind !== 'ok') throw new TypeError('a leaf is ok');
  namer.say('/a', State.ok(leaf.value, { sinceMs: 3, cause: new Error('lost') }));
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  t.like(sample(local.delegate(Dtab.parse('/x => /#/n/a | /#/n/b'), Path.parse('/x'))), { kind: 'ok', stale: { sinceMs: 3 } });
});
