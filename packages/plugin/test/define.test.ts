import { configSchema, constant, createPluginContext, defineNamer, NameTree, Path, z } from '@namerd/plugin';
import test from 'ava';

const greeter = defineNamer({
  kind: 'com.example.greeter',
  defaultPrefix: '/com.example.greeter',
  schema: configSchema(z.strictObject({ greeting: z.string().default('hello') })),
  create: ({ greeting }, { prefix }) => ({
    lookup: (path) => {
      const known = path.labels.length > 0;
      return constant(known ? NameTree.leaf({ kind: 'path', path: Path.concat(prefix, Path.of(greeting)) }) : NameTree.neg);
    },
    async [Symbol.asyncDispose]() {},
  }),
});

test('a defined plugin is frozen and says its role and version', (t) => {
  t.true(Object.isFrozen(greeter));
  t.is(greeter.role, 'namer');
  t.is(greeter.apiVersion, 1);
});

test('a plugin is decoded, created and asked with nothing but this package', async (t) => {
  const decoded = greeter.schema.decode({});
  if (!decoded.ok) return t.fail();
  const namer = greeter.create(decoded.value, { ...createPluginContext(), prefix: Path.parse('/#/com.example.greeter') });
  const tree = await namer.lookup(Path.of('world')).first();
  t.is(tree.kind === 'leaf' && tree.value.kind === 'path' ? Path.show(tree.value.path) : '', '/#/com.example.greeter/hello');
});
