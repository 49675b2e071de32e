import { State, variable } from '@namerd/activity';
import { Dtab, Path } from '@namerd/dtab';
import { Addr, createInterpreter } from '@namerd/namer';
import test from 'ava';
import { line, observe, turn } from './support/observe.ts';
import { paths, ScriptedNamer } from './support/scripted-namer.ts';

function mounted(namer: ScriptedNamer): ReturnType<typeof createInterpreter> {
  return createInterpreter([{ prefix: namer.prefix, namer }]);
}

/** A namer that binds the names `/a`, `/b` and `/c`. */
function abc(): ScriptedNamer {
  const namer = new ScriptedNamer('/#/n');
  for (const name of ['/a', '/b', '/c']) namer.say(name, namer.leaf(name));
  return namer;
}

test('nothing is asked before the binding is observed', (t) => {
  const namer = abc();
  const bound = mounted(namer).bind(Dtab.parse('/svc => /#/n'), Path.parse('/svc/a'));
  t.deepEqual(namer.lookups, []);
  using seen = observe(bound);
  t.is(line(seen.last), '/#/n/a');
  t.deepEqual(namer.starts, ['/a']);
});

test('alternatives behind the first that is not neg are not asked', async (t) => {
  const namer = abc();
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /#/n/a | /#/n/b | /#/n/c'), Path.parse('/svc')));
  t.deepEqual([...namer.open], ['/a']);
  t.deepEqual(namer.lookups, ['/a']);

  namer.say('/a', State.ok({ kind: 'neg' }));
  await turn();
  t.is(line(seen.last), '/#/n/b');
  t.deepEqual([...namer.open], ['/a', '/b']);

  namer.say('/a', namer.leaf('/a'));
  await turn();
  t.is(line(seen.last), '/#/n/a');
  t.deepEqual([...namer.open], ['/a']);
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a', '/#/n/b', '/#/n/a'],
  );
});

test('a pending or failed first alternative keeps those behind it unasked', async (t) => {
  const namer = abc();
  namer.say('/a', 'pending');
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /#/n/a | /#/n/b'), Path.parse('/svc')));
  t.is(line(seen.last), 'pending');
  namer.say('/a', new Error('down'));
  await turn();
  t.is(line(seen.last), 'failed: down');
  t.deepEqual(namer.lookups, ['/a']);
});

test('a change of two branches of a union in one turn is one change', async (t) => {
  const namer = abc();
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /#/n/a & /#/n/b'), Path.parse('/svc')));
  namer.say('/a', State.ok({ kind: 'neg' }));
  namer.say('/b', namer.leaf('/b', '/r'));
  await turn();
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a & /#/n/b', '/#/n/b/r'],
  );
});

test('an edit elsewhere in the dtab asks no namer again and changes nothing', async (t) => {
  const namer = abc();
  const dtab = variable(Dtab.parse('/svc => /host; /host => /#/n/a'));
  using seen = observe(mounted(namer).bind(dtab, Path.parse('/svc')));
  dtab.value = Dtab.parse('/other => /#/n/b; /svc => /host; /elsewhere/* => /svc; /host => /#/n/a');
  await turn();
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a'],
  );
  t.deepEqual(namer.lookups, ['/a']);
});

test('an edit that leads to the same name by another way does not restart its watch', async (t) => {
  const namer = abc();
  const dtab = variable(Dtab.parse('/svc => /#/n/a'));
  using seen = observe(mounted(namer).bind(dtab, Path.parse('/svc')));
  for (const edit of ['/svc => /x; /x => /y; /y => /#/n/a', '/svc => /#/n/zzz | /#/n/a', '/svc => /#/n/a']) {
    dtab.value = Dtab.parse(edit);
    await turn();
  }
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a'],
  );
  t.deepEqual(
    namer.starts.filter((name) => name === '/a'),
    ['/a'],
  );
});

test('switching dtabs back and forth ends where it began', async (t) => {
  const namer = abc();
  const blue = Dtab.parse('/svc => /#/n/a');
  const green = Dtab.parse('/svc => 9 * /#/n/a & /#/n/b');
  const dtab = variable(blue);
  using seen = observe(mounted(namer).bind(dtab, Path.parse('/svc')));
  for (const next of [green, blue, green, blue]) {
    dtab.value = next;
    await turn();
  }
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a', '9*/#/n/a & /#/n/b', '/#/n/a', '9*/#/n/a & /#/n/b', '/#/n/a'],
  );
  t.deepEqual(namer.starts, ['/a', '/b', '/b']);
});

test('an edit that changes nothing but the residual is seen', async (t) => {
  const namer = new ScriptedNamer('/#/n');
  namer.say('/x', namer.leaf('/x', '/one'));
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /#/n/x'), Path.parse('/svc')));
  namer.say('/x', namer.leaf('/x', '/two'));
  await turn();
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/x/one', '/#/n/x/two'],
  );
});

test('a change of the endpoints is not a change of the tree', async (t) => {
  const namer = new ScriptedNamer('/#/n');
  const addr = variable<Addr>(Addr.bound([]));
  namer.say('/x', namer.leaf('/x', '/', addr));
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /#/n/x'), Path.parse('/svc')));
  addr.value = Addr.bound([{ host: '10.0.0.9', port: 1 }]);
  await turn();
  t.is(seen.states.length, 1);
});

test('a dtab that is pending, failed or stale says so of the binding', async (t) => {
  const namer = abc();
  const dtab = variable(Dtab.parse('/svc => /#/n/a'));
  dtab.current = State.pending;
  using seen = observe(mounted(namer).bind(dtab, Path.parse('/svc')));
  const states = [
    State.failed(new Error('store down')),
    State.ok(Dtab.parse('/svc => /#/n/a')),
    State.ok(Dtab.parse('/svc => /#/n/a'), { sinceMs: 5, cause: new Error('lost') }),
  ];
  for (const state of states) {
    dtab.current = state;
    await turn();
  }
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['pending', 'failed: store down', '/#/n/a', 'stale: /#/n/a'],
  );
  t.deepEqual(namer.starts, ['/a']);
});

test('equal names at one depth are one lookup', (t) => {
  const namer = new ScriptedNamer('/#/n');
  namer.say('/x', namer.leaf('/x'));
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc => /b & /c & /b; /b => /#/n/x; /c => /#/n/x'), Path.parse('/svc')));
  t.is(line(seen.last), '/#/n/x & /#/n/x & /#/n/x');
  t.deepEqual(namer.lookups, ['/x']);
});

test('two observers of a binding share its work, and the last one leaving ends it', (t) => {
  const namer = abc();
  const bound = mounted(namer).bind(Dtab.parse('/svc => /#/n/zzz | /#/n/a & /#/n/b'), Path.parse('/svc'));
  const first = observe(bound);
  const second = observe(bound);
  t.deepEqual(namer.starts, ['/zzz', '/a', '/b']);
  first[Symbol.dispose]();
  t.is(namer.open.size, 3);
  second[Symbol.dispose]();
  t.is(namer.open.size, 0);
});

test('nothing is left behind by bindings that went through every kind of state', async (t) => {
  const namer = abc();
  const dtab = variable(Dtab.parse('/svc => /#/n/p | /#/n/a & /#/n/b'));
  namer.say('/p', paths('/#/n/q | /#/n/c'));
  const interpreter = mounted(namer);
  const open = [observe(interpreter.bind(dtab, Path.parse('/svc'))), observe(interpreter.delegate(dtab, Path.parse('/svc')))];
  for (const edit of ['/svc => /svc', '/svc => /#/n/a', '/svc => !', '/svc => /#/n/p & /loop; /loop => /loop', '']) {
    dtab.value = Dtab.parse(edit);
    await turn();
    namer.say('/q', edit === '' ? 'pending' : namer.leaf('/q'));
    await turn();
  }
  for (const seen of open) seen[Symbol.dispose]();
  t.deepEqual([...namer.open], []);
});

test('names that a namer turns into others are followed through the dtab again', async (t) => {
  const namer = abc();
  namer.say('/p', paths('/svc/one'));
  using seen = observe(mounted(namer).bind(Dtab.parse('/svc/one => /#/n/a; /svc/two => /#/n/b'), Path.parse('/#/n/p')));
  namer.say('/p', paths('/svc/two | /svc/one'));
  await turn();
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/#/n/a', '/#/n/b'],
  );
});
