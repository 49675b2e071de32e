import { rewriteNamer } from '@namerd/namer-rewrite';
import { createInterpreter, createPluginContext, Dtab, guardNamer, NameTree, Path } from '@namerd/plugin';
import test from 'ava';

const prefix = Path.parse('/#/portNsSvcToK8s');

test('the order of a name is changed by a pattern', async (t) => {
  const context = createPluginContext();
  const config = { pattern: '/{port}/{ns}/{svc}', name: '/$/inet/{svc}.{ns}/{port}' };
  await using namer = guardNamer(rewriteNamer.create(config, { ...context, prefix }), context);
  const interpreter = createInterpreter([{ prefix, namer }]);
  const bind = async (path: string): Promise<string> => {
    const tree = await interpreter.bind(Dtab.parse('/svc => /#/portNsSvcToK8s'), Path.parse(path)).first();
    return NameTree.show(NameTree.map(tree, ({ id }) => id));
  };
  t.is(await bind('/svc/80/default/web/rest'), '/$/inet/web.default/80');
  t.is(await bind('/svc/80/default'), '~');
});

test('the configuration is read strictly', (t) => {
  const read = (input: unknown): unknown => {
    const decoded = rewriteNamer.schema.decode(input);
    return decoded.ok ? decoded.value : decoded.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  t.deepEqual(read({ pattern: '/{a}', name: '/x/{a}' }), { pattern: '/{a}', name: '/x/{a}' });
  t.deepEqual(read({ pattern: '/{a}', name: '/x/{b}' }), ['name: name uses {b}, which pattern /{a} does not capture']);
  t.deepEqual(read({ pattern: '/{a}', name: 'x' }), ['name: name x is not a path']);
  t.deepEqual(read({ pattern: '/{a}' }), ['name: is required: expected string']);
  t.deepEqual(read({ pattern: '/a', name: '/b', residual: true }), ['residual: unknown key residual; known are pattern, name']);
});

test('it is known by the kind of namerd, and the configuration must name a prefix', (t) => {
  t.is(rewriteNamer.kind, 'io.l5d.rewrite');
  t.is(rewriteNamer.defaultPrefix, undefined);
});
