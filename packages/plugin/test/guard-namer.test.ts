import {
  type Activity,
  Addr,
  type Bound,
  createPluginContext,
  guardNamer,
  type Name,
  type Namer,
  NameTree,
  NamingError,
  Path,
  State,
  source,
  VirtualClock,
  variable,
} from '@namerd/plugin';
import test from 'ava';
import { record, turn } from './stub.ts';

const web = Path.of('web');
const one = Addr.bound([{ host: '127.0.0.1', port: 1 }]);
const two = Addr.bound([
  { host: '127.0.0.1', port: 1 },
  { host: '127.0.0.1', port: 2 },
]);

function bound(addr: Activity<Addr>, residual: Path = Path.empty): NameTree<Name> {
  return NameTree.leaf({ kind: 'bound', bound: { id: Path.of('#', 'n', 'web'), residual, addr } });
}

function namer(lookup: (path: Path) => Activity<NameTree<Name>>, more: Partial<Namer> = {}): Namer {
  return { lookup, async [Symbol.asyncDispose]() {}, ...more };
}

function boundOf(state: State<NameTree<Name>> | undefined): Bound {
  if (state?.kind === 'ok' && state.value.kind === 'leaf' && state.value.value.kind === 'bound') return state.value.value.bound;
  throw new Error('no bound leaf');
}

const clock = new VirtualClock(1_000);
const guarded = (of: Namer) => guardNamer(of, createPluginContext({ clock }));

test('a lookup that throws has failed', async (t) => {
  const foreign = new Error('oops');
  const broken = guarded(
    namer(() => {
      throw foreign;
    }),
  );
  t.is((await t.throwsAsync(broken.lookup(web).first(), { code: 'INTERNAL' }))?.cause, foreign);
});

test('nothing is asked before somebody observes', (t) => {
  let asked = 0;
  const lazy = guarded(
    namer(() => {
      asked++;
      return variable(NameTree.neg);
    }),
  );
  const found = lazy.lookup(web);
  t.is(asked, 0);
  using _ = record(found);
  t.is(asked, 1);
});

test('a failing or pending source keeps the last good tree, stale, and an unknown name stays neg', async (t) => {
  for (const good of [bound(variable(one)), NameTree.neg]) {
    const tree = variable<NameTree<Name>>(good);
    using seen = record(guarded(namer(() => tree)).lookup(web));
    const cause = new NamingError('UNAVAILABLE', 'down');
    tree.current = State.failed(cause);
    await turn();
    tree.current = State.pending;
    await turn();
    tree.value = good;
    await turn();
    t.deepEqual(
      seen.states.map((state) => [
        state.kind,
        state.kind === 'ok' ? state.value.kind : '',
        state.kind === 'ok' ? state.stale : '',
      ]),
      [
        ['ok', good.kind, undefined],
        ['ok', good.kind, { sinceMs: 1_000, cause }],
        ['ok', good.kind, undefined],
      ],
    );
  }
});

test('addresses keep their last good value too', async (t) => {
  const addr = variable(one);
  using seen = record(boundOf(record(guarded(namer(() => variable(bound(addr)))).lookup(web)).states[0]).addr);
  addr.current = State.failed(new Error('refused'));
  await turn();
  addr.value = two;
  await turn();
  t.deepEqual(
    seen.states.map((state) => (state.kind === 'ok' ? [state.value, state.stale?.sinceMs] : state)),
    [
      [one, undefined],
      [one, 1_000],
      [two, undefined],
    ],
  );
});

test('addresses in another order, and trees of equal ids, are equal', async (t) => {
  const addr = variable(two);
  const tree = variable<NameTree<Name>>(bound(addr));
  using trees = record(guarded(namer(() => tree)).lookup(web));
  using addrs = record(boundOf(trees.states[0]).addr);
  addr.value = Addr.bound(two.kind === 'bound' ? two.endpoints.toReversed() : []);
  tree.value = bound(variable(one));
  await turn();
  t.is(trees.states.length, 1);
  t.is(addrs.states.length, 1);
});

test('handles of one id share one observation, whatever lookup they come from', (t) => {
  let running = 0;
  const addr = (): Activity<Addr> =>
    source<Addr>((sink, signal) => {
      running++;
      signal.addEventListener('abort', () => running--);
      sink.ok(one);
    });
  const shared = guarded(namer((path) => variable(bound(addr(), path))));
  const first = record(boundOf(record(shared.lookup(web)).states[0]).addr);
  const second = record(boundOf(record(shared.lookup(Path.of('web', 'rest'))).states[0]).addr);
  t.is(running, 1);
  first[Symbol.dispose]();
  t.is(running, 1);
  second[Symbol.dispose]();
  t.is(running, 0);
});

test('paths and branches pass as they are, and bound names inside them are guarded', async (t) => {
  const addr = variable(one);
  const path = NameTree.leaf<Name>({ kind: 'path', path: Path.of('svc') });
  const tree: NameTree<Name> = {
    kind: 'alt',
    trees: [path, { kind: 'union', trees: [{ weight: 0.5, tree: bound(addr) }] }, NameTree.neg],
  };
  using seen = record(guarded(namer(() => variable(tree))).lookup(web));
  const [state] = seen.states;
  const found = state?.kind === 'ok' && state.value.kind === 'alt' ? state.value.trees : [];
  t.deepEqual(
    found.map(({ kind }) => kind),
    ['leaf', 'union', 'neg'],
  );
  t.deepEqual(found[0], path);
  const branch = found[1]?.kind === 'union' ? found[1].trees[0] : undefined;
  t.is(branch?.weight, 0.5);
  const inner = boundOf(branch && State.ok(branch.tree));
  addr.current = State.failed(new Error('x'));
  await t.throwsAsync(inner.addr.first(), { code: 'INTERNAL' });
});

test('after dispose lookups and addresses are failed(CLOSED), and dispose is done once', async (t) => {
  let disposals = 0;
  const closing = guarded(
    namer(() => variable(bound(variable(one))), {
      async [Symbol.asyncDispose]() {
        disposals++;
      },
    }),
  );
  using lookup = record(closing.lookup(web));
  using addr = record(boundOf(lookup.states[0]).addr);
  await Promise.all([closing[Symbol.asyncDispose](), closing[Symbol.asyncDispose]()]);
  await turn();
  t.is(disposals, 1);
  for (const state of [lookup.states.at(-1), addr.states.at(-1), record(closing.lookup(web)).states[0]]) {
    t.true(state?.kind === 'failed' && NamingError.is(state.error, 'CLOSED'));
  }
});

test('enumeration is there where the namer has it, and guarded', async (t) => {
  t.false('names' in guarded(namer(() => variable(NameTree.neg))));
  const names = variable<readonly Path[]>([web]);
  const enumerable = guarded(namer(() => variable(NameTree.neg), { names: () => names }));
  const found = enumerable.names?.();
  t.deepEqual(await found?.first(), [web]);
  await enumerable[Symbol.asyncDispose]();
  await t.throwsAsync(enumerable.names?.().first() ?? Promise.resolve(), { code: 'CLOSED' });
});

test('lookups and errors are counted', async (t) => {
  const tree = variable<NameTree<Name>>(NameTree.neg);
  const counted = guarded(namer(() => tree));
  using _ = record(counted.lookup(web));
  tree.current = State.failed(new Error('x'));
  await turn();
  t.deepEqual(counted.stats, { lookups: 1, errors: 1 });
});
