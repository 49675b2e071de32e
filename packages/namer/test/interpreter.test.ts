import { type Activity, constant, failing, State, source, variable } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { Addr, createInterpreter, type Name, type Namer } from '@namerd/namer';
import test from 'ava';
import { line, observe, sample, turn } from './support/observe.ts';
import { paths, ScriptedNamer } from './support/scripted-namer.ts';

const endpoints = Addr.bound([{ host: '10.0.0.1', port: 80 }]);

function enumerable(names: () => Activity<readonly Path[]>): Namer {
  return { lookup: () => constant(NameTree.neg), names, async [Symbol.asyncDispose]() {} };
}

test('a namer that throws is a namer that fails', (t) => {
  const namer: Namer = {
    lookup() {
      throw new Error('oops');
    },
    async [Symbol.asyncDispose]() {},
  };
  const local = createInterpreter([{ prefix: Path.parse('/n'), namer }]);
  const states = [sample(local.bind(Dtab.empty, Path.parse('/n/x'))), sample(local.addr(Path.parse('/n/x')))];
  for (const state of states) t.like(state, { kind: 'failed', error: { code: 'INTERNAL', message: 'oops' } });
});

test('the dtab is asked first, then the namers in order, then the system', (t) => {
  const first = new ScriptedNamer('/$/nil', { '/a': State.ok(NameTree.neg) });
  const second = new ScriptedNamer('/$');
  second.say('/nil/b', second.leaf('/nil/b'));
  second.say('/nil/c', State.ok(NameTree.fail));
  const local = createInterpreter([first, second].map((namer) => ({ prefix: namer.prefix, namer })));
  const bound = (dtab: string, path: string): string => line(sample(local.bind(Dtab.parse(dtab), Path.parse(path))));
  t.is(bound('', '/$/nil/a'), '$');
  t.is(bound('', '/$/nil/b'), '/$/nil/b');
  t.is(bound('', '/$/nil/c'), '!');
  t.is(bound('/$/nil => !', '/$/nil/b'), '!');
  t.is(bound('/$/nil => ~', '/$/nil/b'), '/$/nil/b');
  t.is(bound('/$/nil => ~ | ~', '/$/nil/b'), '~');
});

test('the address of an id is what its namer alone binds it to', (t) => {
  const namer = new ScriptedNamer('/#/n');
  namer.say('/a', namer.leaf('/a', '/', constant(endpoints)));
  namer.say('/empty', State.ok(NameTree.empty));
  namer.say('/fail', State.ok(NameTree.fail));
  namer.say('/both', paths('/a & /a'));
  namer.say('/alt', paths('/none | /a'));
  namer.say('/pending', 'pending');
  namer.say('/down', new Error('down'));
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  const of = (id: string): unknown => {
    const state = sample(local.addr(Path.parse(id)));
    return state.kind === 'ok' ? state.value : state.kind === 'failed' ? state.error.message : state.kind;
  };
  t.deepEqual(of('/#/n/a'), endpoints);
  t.deepEqual(of('/#/n/alt'), endpoints);
  t.deepEqual(of('/#/n/empty'), Addr.bound([]));
  t.deepEqual(of('/#/n/none'), Addr.neg);
  t.deepEqual(of('/#/other/a'), Addr.neg);
  t.is(of('/#/n/pending'), 'pending');
  t.is(of('/#/n/down'), 'down');
  t.is(of('/#/n/fail'), 'name tree failed');
  t.is(of('/#/n/both'), '/#/n/both is not a concrete bound id');
  t.deepEqual(of('/$/inet/127.1/80'), Addr.bound([{ host: '127.0.0.1', port: 80 }]));
});

test('transformer prefixes of an id are left away', (t) => {
  const namer = new ScriptedNamer('/#/n');
  namer.say('/a', namer.leaf('/a', '/', constant(endpoints)));
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  const kindOf = (id: string): string => {
    const state = sample(local.addr(Path.parse(id)));
    return state.kind === 'ok' ? state.value.kind : state.kind;
  };
  t.is(kindOf('/%/io.l5d.port/8080/%/io.l5d.localhost/#/n/a'), 'bound');
  t.is(kindOf('/%/io.l5d.port/8080/$/inet/80'), 'bound');
  t.is(kindOf('/%/io.l5d.port/8080'), 'neg');
  t.is(kindOf('/x/%/#/n/a'), 'neg');
});

test('an address follows the tree and the endpoints, and repeats nothing', async (t) => {
  const namer = new ScriptedNamer('/#/n');
  const of = variable(endpoints);
  namer.say('/a', namer.leaf('/a', '/', of));
  const local = createInterpreter([{ prefix: namer.prefix, namer }]);
  using seen = observe(local.addr(Path.parse('/#/n/a')));
  of.value = Addr.bound([{ host: '10.0.0.1', port: 80 }]);
  await turn();
  of.value = Addr.bound([]);
  await turn();
  namer.say('/a', State.ok(NameTree.neg));
  await turn();
  t.deepEqual(
    seen.states.map((state) => (state.kind === 'ok' ? state.value : state.kind)),
    [endpoints, Addr.bound([]), Addr.neg],
  );
});

test('the names of all namers are sorted, and nobody waits for one that cannot say', async (t) => {
  const slow = variable<readonly Path[]>([]);
  slow.current = State.pending;
  const local = createInterpreter([
    { prefix: Path.parse('/#/b'), namer: enumerable(() => constant([Path.parse('/#/b/z'), Path.parse('/#/b/a')])) },
    { prefix: Path.parse('/#/x'), namer: new ScriptedNamer('/#/x') },
    { prefix: Path.parse('/#/s'), namer: enumerable(() => slow) },
    { prefix: Path.parse('/#/f'), namer: enumerable(() => failing(new Error('down'))) },
    { prefix: Path.parse('/#/a'), namer: enumerable(() => constant([Path.parse('/#/a/1'), Path.parse('/#/b/a')])) },
  ]);
  using seen = observe(local.names());
  slow.value = [Path.parse('/#/s/1')];
  await turn();
  const shown = seen.states.map((state) => (state.kind === 'ok' ? state.value.map(Path.show) : state.kind));
  t.deepEqual(shown, [
    ['/#/a/1', '/#/b/a', '/#/b/z'],
    ['/#/a/1', '/#/b/a', '/#/b/z', '/#/s/1'],
  ]);
});

test('a namer whose names cannot even be asked for is left out', (t) => {
  const broken = enumerable(() => {
    throw new Error('oops');
  });
  const fine = enumerable(() => constant([Path.parse('/#/a/1')]));
  const local = createInterpreter([
    { prefix: Path.parse('/#/x'), namer: broken },
    { prefix: Path.parse('/#/a'), namer: fine },
  ]);
  t.like(sample(local.names()), { kind: 'ok', value: [Path.parse('/#/a/1')] });
});

test('without namers there are no names', (t) => {
  t.deepEqual(sample(createInterpreter([]).names()), State.ok([]));
});

test('a namer that repeats an equal answer repeats nothing', async (t) => {
  let say: (tree: NameTree<Name>) => void = () => {};
  const namer: Namer = {
    lookup: () =>
      source<NameTree<Name>>((sink) => {
        say = (tree) => sink.ok(tree);
        say(NameTree.leaf({ kind: 'path', path: Path.parse('/$/nil') }));
      }),
    async [Symbol.asyncDispose]() {},
  };
  const local = createInterpreter([{ prefix: Path.parse('/n'), namer }]);
  using seen = observe(local.bind(Dtab.empty, Path.parse('/n')));
  say(NameTree.leaf({ kind: 'path', path: Path.parse('/$/nil') }));
  await turn();
  t.is(seen.states.length, 1);
});
