import { variable } from '@namerd/activity';
import { Dtab, Path } from '@namerd/dtab';
import { createInterpreter, type InterpreterOptions } from '@namerd/namer';
import test from 'ava';
import { line, observe, sample, turn } from './support/observe.ts';
import { ScriptedNamer } from './support/scripted-namer.ts';

/** Names `/p0` to `/p<n>`, each leading twice to the next. */
function doubling(n: number, operator: '|' | '&', end: string): Dtab {
  const steps = Array.from({ length: n }, (_, i) => `/p${i} => /p${i + 1} ${operator} /p${i + 1}`);
  return Dtab.parse([...steps, `/p${n} => ${end}`].join(';'));
}

function interpreter(options: InterpreterOptions = {}): { namer: ScriptedNamer } & ReturnType<typeof createInterpreter> {
  const namer = new ScriptedNamer('/n');
  namer.say('/a', namer.leaf('/a'));
  return { namer, ...createInterpreter([{ prefix: namer.prefix, namer }], options) };
}

const dangerous: Readonly<Record<string, { dtab: Dtab; path: string; bound: string }>> = {
  'a name that is itself twice': {
    dtab: Dtab.parse('/a => /a & /a'),
    path: '/a',
    bound: 'failed: Max recursion level: 100 reached in Namer lookup',
  },
  'thirty doubled alternatives that come to nothing': { dtab: doubling(30, '|', '~'), path: '/p0', bound: '~' },
  'thirty doubled alternatives that come to a leaf': { dtab: doubling(30, '|', '/n/a'), path: '/p0', bound: '/n/a' },
  'thirty doubled unions that come to nothing': { dtab: doubling(30, '&', '/n/none'), path: '/p0', bound: '~' },
  'thirty doubled unions that come to a leaf': {
    dtab: doubling(30, '&', '/n/a'),
    path: '/p0',
    bound: 'failed: more than 10000 nodes bound for one name',
  },
  'names that grow and double': {
    dtab: Dtab.parse('/a => /a/b & /a/c'),
    path: '/a',
    bound: 'failed: more than 1000 lookups needed for one name',
  },
};

for (const [what, { dtab, path, bound }] of Object.entries(dangerous)) {
  test(`${what} are bound, or refused, at once`, (t) => {
    const local = interpreter();
    const heapBefore = process.memoryUsage().heapUsed;
    const cpuBefore = process.cpuUsage();
    t.is(line(sample(local.bind(dtab, Path.parse(path)))), bound);
    t.not(sample(local.delegate(dtab, Path.parse(path))).kind, 'pending');
    const { user, system } = process.cpuUsage(cpuBefore);
    t.true((user + system) / 1000 < 2_000, 'milliseconds of work, generously');
    t.true(process.memoryUsage().heapUsed - heapBefore < 150_000_000, 'bytes, generously');
    t.true(local.namer.lookups.length <= 2, 'what is equal is asked once: once to bind, once to explain');
    t.is(local.namer.open.size, 0);
  });
}

test('the depth limit counts lookups that follow one another', (t) => {
  const chain = Dtab.parse('/p0 => /p1; /p1 => /p2; /p2 => /n/a');
  const bind = (maxDepth: number): string => line(sample(interpreter({ maxDepth }).bind(chain, Path.parse('/p0'))));
  t.is(bind(4), '/n/a');
  t.is(bind(3), 'failed: Max recursion level: 3 reached in Namer lookup');
  t.is(bind(0), 'failed: Max recursion level: 0 reached in Namer lookup');
});

test('explanations have the same depth limit', (t) => {
  const chain = Dtab.parse('/p0 => /p1; /p1 => /p2; /p2 => /n/a');
  const kindAt = (maxDepth: number): string => {
    const state = sample(interpreter({ maxDepth }).delegate(chain, Path.parse('/p0')));
    return state.kind === 'ok' ? state.value.kind : state.kind;
  };
  t.is(kindAt(4), 'delegate');
  t.is(kindAt(3), 'exception');
});

test('a thousand lookups may follow one another', (t) => {
  const steps = Array.from({ length: 999 }, (_, i) => `/p${i} => /p${i + 1}`);
  const dtab = Dtab.parse([...steps, '/p999 => $'].join(';'));
  t.is(line(sample(interpreter({ maxDepth: 1000 }).bind(dtab, Path.parse('/p0')))), '$');
});

test('errors of limits have a code and say which limit', (t) => {
  const local = interpreter({ maxLookups: 5 });
  const errorOf = (text: string): unknown => {
    const state = sample(local.bind(Dtab.parse(text), Path.parse('/a')));
    return state.kind === 'failed' ? state.error : undefined;
  };
  t.like(errorOf('/a => /a'), { code: 'DEPTH_EXCEEDED', details: { limit: 'maxLookups' } });
  t.like(errorOf('/a => /b & /c & /d & /e & /f'), { code: 'DEPTH_EXCEEDED', details: { limit: 'maxLookups' } });
});

test('a union beyond the limits is refused, not cut short', (t) => {
  const dtab = Dtab.parse('/a => /n/a & /b1 & /b2 & /b3 & /b4');
  t.is(
    line(sample(interpreter({ maxLookups: 5 }).bind(dtab, Path.parse('/a')))),
    'failed: more than 5 lookups needed for one name',
  );
  t.is(line(sample(interpreter({ maxLookups: 6 }).bind(dtab, Path.parse('/a')))), '/n/a');
  const wide = Dtab.parse('/a => /n/a & /n/a & /n/a');
  t.is(line(sample(interpreter({ maxTreeSize: 4 }).bind(wide, Path.parse('/a')))), '/n/a & /n/a & /n/a');
  t.is(
    line(sample(interpreter({ maxTreeSize: 3 }).bind(wide, Path.parse('/a')))),
    'failed: more than 3 nodes bound for one name',
  );
});

test('an edit may replace as many lookups as there may be', async (t) => {
  const local = interpreter({ maxLookups: 6 });
  const dtab = variable(Dtab.parse('/a => /b1 & /b2 & /b3 & /b4 & /n/a'));
  using seen = observe(local.bind(dtab, Path.parse('/a')));
  dtab.value = Dtab.parse('/a => /c1 & /c2 & /c3 & /c4 & 2 * /n/a & 3 * /n/a');
  await turn();
  t.deepEqual(
    seen.states.map((state) => line(state)),
    ['/n/a', '2*/n/a & 3*/n/a'],
  );
});

test('a binding beyond the limits recovers with the edit that mends it', async (t) => {
  const local = interpreter();
  const dtab = variable(Dtab.parse('/a => /a/b & /a/c'));
  using seen = observe(local.bind(dtab, Path.parse('/a')));
  t.is(seen.last.kind, 'failed');
  for (const [edit, expected] of [
    ['/a => /n/a', '/n/a'],
    ['/a => /n/a & $', '/n/a & $'],
    ['/a => !', '!'],
  ] as const) {
    dtab.value = Dtab.parse(edit);
    await turn();
    t.is(line(seen.last), expected);
  }
  dtab.value = Dtab.parse('/a => /a/b & /a/c');
  await turn();
  t.is(seen.last.kind, 'failed');
});

test('a limit out of range is refused', (t) => {
  for (const options of [{ maxDepth: -1 }, { maxDepth: 1001 }, { maxDepth: 1.5 }, { maxLookups: 0 }, { maxTreeSize: 0 }]) {
    t.throws(() => interpreter(options), { instanceOf: TypeError });
  }
});
