import { readFile } from 'node:fs/promises';
import { constant } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { Addr, createInterpreter, type Namer } from '@namerd/namer';
import test from 'ava';

test('the example of the README binds as it says', async (t) => {
  const prefix = Path.parse('/#/static');
  const services = new Map([
    [
      'web',
      [
        { host: '10.0.0.1', port: 80 },
        { host: '10.0.0.2', port: 80 },
      ],
    ],
  ]);
  const namer: Namer = {
    lookup(path) {
      const [service = ''] = path.labels;
      const endpoints = services.get(service);
      if (endpoints === undefined) return constant(NameTree.neg);
      const bound = {
        id: Path.concat(prefix, Path.take(path, 1)),
        residual: Path.drop(path, 1),
        addr: constant(Addr.bound(endpoints)),
      };
      return constant(NameTree.leaf({ kind: 'bound', bound }));
    },
    async [Symbol.asyncDispose]() {},
  };
  const interpreter = createInterpreter([{ prefix, namer }]);
  const dtab = Dtab.parse('/svc => /#/static; /svc/old => /svc/web');
  const tree = await interpreter.bind(dtab, Path.parse('/svc/old/users')).first();
  if (tree.kind !== 'leaf') return t.fail(tree.kind);
  t.is(Path.show(tree.value.id), '/#/static/web');
  t.is(Path.show(tree.value.residual), '/users');
  t.deepEqual(await tree.value.addr.first(), Addr.bound(services.get('web') ?? []));

  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  t.true(readme.includes(Dtab.show(dtab).replaceAll('=>', ' => ').replace(';', '; ')), 'the README has the same dtab');
});
