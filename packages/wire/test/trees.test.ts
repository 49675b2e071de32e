import { State } from '@namerd/activity';
import { Dentry, NameTree, Path } from '@namerd/dtab';
import { Addr, type DelegateTree } from '@namerd/namer';
import { type BoundSnapshot, decodeBindTree, decodeDelegateTree, encodeBindTree, encodeDelegateTree } from '@namerd/wire';
import test from 'ava';

const at = (port: number): BoundSnapshot => ({
  id: Path.parse('/#/io.l5d.fs/web'),
  residual: Path.parse('/a/\\x2f'),
  addr: State.ok(Addr.bound([{ host: '10.0.0.1', port }])),
});

const boundText = (port: number, meta = ''): string =>
  `{"addr":{"type":"bound","addrs":[{"ip":"10.0.0.1","port":${port},"meta":{}}],"meta":{${meta}}},"id":"/#/io.l5d.fs/web","path":"/a/\\\\x2f"}`;

test('a bind tree has a form for every kind of node', (t) => {
  t.is(encodeBindTree(NameTree.neg), '{"type":"neg"}');
  t.is(encodeBindTree(NameTree.fail), '{"type":"fail"}');
  t.is(encodeBindTree(NameTree.empty), '{"type":"empty"}');
  t.is(encodeBindTree(NameTree.leaf(at(1))), `{"type":"leaf","bound":${boundText(1)}}`);
  t.is(encodeBindTree(NameTree.alt(NameTree.neg, NameTree.empty)), '{"type":"alt","alt":[{"type":"neg"},{"type":"empty"}]}');
});

test('leaves below a union carry the weight of the innermost branch', (t) => {
  const inner = NameTree.union({ weight: 0.25, tree: NameTree.leaf(at(1)) }, { weight: 1, tree: NameTree.neg });
  const tree = NameTree.union({ weight: 2, tree: inner }, { weight: 1, tree: NameTree.leaf(at(2)) });
  const leaf = (port: number, weight: string): string =>
    `{"type":"leaf","bound":${boundText(port, `"namer_nametree_weight":${weight}`)}}`;
  t.is(
    encodeBindTree(tree),
    `{"type":"union","union":[{"weight":2.0,"tree":{"type":"union","union":[{"weight":0.25,"tree":${leaf(1, '0.25')}},` +
      `{"weight":1.0,"tree":{"type":"neg"}}]}},{"weight":1.0,"tree":${leaf(2, '1.0')}}]}`,
  );
});

test('a bind tree is read back', (t) => {
  const tree = NameTree.alt<BoundSnapshot>(NameTree.leaf(at(1)), NameTree.union({ weight: 0.5, tree: NameTree.fail }));
  t.deepEqual(decodeBindTree(JSON.parse(encodeBindTree(tree))), tree);
});

test('what is not a tree is refused with its place', (t) => {
  const message = (json: unknown): string | undefined => t.throws(() => decodeBindTree(json), { name: 'NamingError' })?.message;
  t.is(message({ type: 'alt', alt: [{ type: 'neg' }, 3] }), 'alt[1]: an object expected but the number 3 found');
  t.is(
    message({ type: 'union', union: [{ weight: '1', tree: {} }] }),
    'union[0].weight: a number expected but the string "1" found',
  );
  t.is(
    message({ type: 'leaf', bound: { addr: { type: 'neg' }, id: 'x', path: '/' } }),
    "bound.id: '/' expected but 'x' found at '[x]'",
  );
});

const dentry = Dentry.parse('/svc=>0.3*/a & 0.7*/b');
const dentryText = '"dentry":{"prefix":"/svc","dst":"0.30*/a & 0.70*/b"}';

test('an explanation has a form for every kind of node', (t) => {
  const path = Path.parse('/svc/web');
  const forms: [DelegateTree<BoundSnapshot>, string][] = [
    [{ kind: 'neg', path }, '{"type":"neg","path":"/svc/web"}'],
    [{ kind: 'neg', path: Path.empty, dentry }, `{"type":"neg","path":"~",${dentryText}}`],
    [{ kind: 'fail', path }, '{"type":"fail","path":"!"}'],
    [{ kind: 'fail', path: Path.parse('/$/fail/x'), dentry }, `{"type":"fail","path":"/$/fail/x",${dentryText}}`],
    [{ kind: 'empty', path }, '{"type":"empty","path":"/svc/web"}'],
    [{ kind: 'leaf', path, dentry, value: at(1) }, `{"type":"leaf","path":"/svc/web",${dentryText},"bound":${boundText(1)}}`],
    [
      { kind: 'delegate', path, tree: { kind: 'empty', path } },
      '{"type":"delegate","path":"/svc/web","delegate":{"type":"empty","path":"/svc/web"}}',
    ],
    [
      { kind: 'alt', path, trees: [{ kind: 'empty', path }] },
      '{"type":"alt","path":"/svc/web","alt":[{"type":"empty","path":"/svc/web"}]}',
    ],
    [
      { kind: 'union', path, trees: [{ weight: 1, tree: { kind: 'empty', path } }] },
      '{"type":"union","path":"/svc/web","union":[{"weight":1.0,"tree":{"type":"empty","path":"/svc/web"}}]}',
    ],
    [{ kind: 'exception', path, error: new Error('no') }, '{"type":"exception","path":"/svc/web","message":"no"}'],
    [{ kind: 'exception', path, error: new Error('') }, '{"type":"exception","path":"/svc/web"}'],
    [
      { kind: 'transformation', path, name: 'PortTransformer', before: at(1), tree: { kind: 'leaf', path, value: at(2) } },
      `{"type":"transformation","path":"/svc/web","name":"PortTransformer","bound":${boundText(1)},"tree":{"type":"leaf","path":"/svc/web","bound":${boundText(2)}}}`,
    ],
  ];
  for (const [tree, text] of forms) {
    t.is(encodeDelegateTree(tree), text);
    t.is(encodeDelegateTree(decodeDelegateTree(JSON.parse(text))), text, 'and it is read back');
  }
});

test('a node of an unknown kind is refused with its place', (t) => {
  const tree = { type: 'delegate', path: '/a', delegate: { type: 'what', path: '/a' } };
  t.is(
    t.throws(() => decodeDelegateTree(tree))?.message,
    'delegate.type: a kind of delegate tree expected but the string "what" found',
  );
});
