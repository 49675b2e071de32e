import { type ConfigIssue, configSchema, type Schema, z } from '@namerd/plugin';
import test from 'ava';

const server = z.strictObject({ host: z.string().default('localhost'), port: z.int().min(1).max(65_535) });
const schema = configSchema(
  z.strictObject({
    name: z.string(),
    pollMs: z.int().default(5_000).describe('How often to poll.'),
    servers: z.array(server).default([]),
    labels: z.record(z.string(), z.string()).default({}),
    tls: z.union([z.literal(false), z.strictObject({ caCert: z.string(), commonName: z.string().optional() })]).optional(),
    auth: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('token'), token: z.string() }),
        z.strictObject({ kind: z.literal('none') }),
      ])
      .optional(),
  }),
);

function issues(of: Schema<unknown>, input: unknown): readonly ConfigIssue[] {
  const decoded = of.decode(input);
  return decoded.ok ? [] : decoded.issues;
}

test('a good configuration comes back with its defaults', (t) => {
  t.deepEqual(schema.decode({ name: 'n', servers: [{ port: 80 }] }), {
    ok: true,
    value: { name: 'n', pollMs: 5_000, servers: [{ host: 'localhost', port: 80 }], labels: {} },
  });
});

test('everything that is wrong is reported, each with its path', (t) => {
  const found = issues(schema, { pollMs: 'often', servers: [{ port: 0 }, { port: 80, hst: 'x' }], labels: { a: 1 } });
  t.deepEqual(
    found.map(({ path }) => path.join('.')),
    ['name', 'pollMs', 'servers.0.port', 'servers.1.hst', 'labels.a'],
  );
});

test('a missing key is said to be required', (t) => {
  t.deepEqual(issues(schema, {}), [{ path: ['name'], message: 'is required: expected string' }]);
});

test('each unknown key is an issue of its own, with the nearest known key of its object', (t) => {
  const found = issues(schema, { name: 'n', pollms: 1, servres: [], unlikeAnything: 1, servers: [{ port: 1, prot: 2 }] });
  t.deepEqual(
    found.map(({ path, nearest }) => [path.join('.'), nearest]),
    [
      ['servers.0.prot', 'port'],
      ['pollms', 'pollMs'],
      ['servres', 'servers'],
      ['unlikeAnything', undefined],
    ],
  );
  t.regex(found.at(-1)?.message ?? '', /unknown key unlikeAnything; known are name, pollMs, servers, labels, tls, auth/);
});

test('an unknown key has no nearest one that is far off', (t) => {
  t.is(issues(schema, { name: 'n', xy: 1 })[0]?.nearest, undefined);
});

test('of several forms the complaint is about the one that was meant', (t) => {
  t.deepEqual(
    issues(schema, { name: 'n', tls: { caCrt: 'x' } }).map(({ path, nearest }) => [path.join('.'), nearest]),
    [
      ['tls.caCert', undefined],
      ['tls.caCrt', 'caCert'],
    ],
  );
});

test('where no form fits, all are named', (t) => {
  const found = issues(schema, { name: 'n', tls: 3 });
  t.is(found.length, 1);
  t.deepEqual(found[0]?.path, ['tls']);
  t.regex(found[0]?.message ?? '', / or /);
});

test('an unknown discriminator names the known ones', (t) => {
  const found = issues(schema, { name: 'n', auth: { kind: 'basic' } });
  t.deepEqual(found[0]?.path, ['auth', 'kind']);
  t.regex(found[0]?.message ?? '', /token.*none/);
});

test('an unknown key in one of several forms is near to the keys of all', (t) => {
  t.is(issues(schema, { name: 'n', auth: { kind: 'token', token: 'x', tokn: 1 } })[0]?.nearest, 'token');
});

test('what is not an object at all is one issue at the root', (t) => {
  for (const input of [null, undefined, 'text', []])
    t.deepEqual(
      issues(schema, input).map(({ path }) => path),
      [[]],
    );
});

test('no message repeats the value, which may be a secret', (t) => {
  const secret = 'hunter2';
  const found = issues(schema, {
    name: { secret },
    pollMs: secret,
    auth: { kind: secret },
    tls: secret,
    labels: { a: [secret] },
  });
  t.true(found.length >= 5);
  for (const { message } of found) t.notRegex(message, /hunter2/);
});

test('issues of a transformation keep their path', (t) => {
  const upper = configSchema(
    z.strictObject({
      words: z.array(z.string()).transform((words, context) => {
        for (const [i, word] of words.entries()) {
          if (word === 'bad') context.issues.push({ code: 'custom', message: 'a bad word', path: [i], input: word });
        }
        return words.map((word) => word.toUpperCase());
      }),
    }),
  );
  t.deepEqual(upper.decode({ words: ['a'] }), { ok: true, value: { words: ['A'] } });
  t.deepEqual(issues(upper, { words: ['a', 'bad'] }), [{ path: ['words', 1], message: 'a bad word' }]);
});

test('a schema that would let unknown keys pass is refused where it is defined', (t) => {
  t.throws(() => configSchema(z.object({ a: z.string() })), { instanceOf: TypeError, message: /strictObject/ });
  t.throws(() => configSchema(z.strictObject({ a: z.array(z.object({ b: z.string() })) })), {
    message: /configuration\.a must be/,
  });
  t.notThrows(() => configSchema(z.strictObject({ a: z.looseObject({ b: z.string() }), c: z.record(z.string(), z.unknown()) })));
});

test('a recursive schema knows its keys at every depth', (t) => {
  interface Tree {
    readonly leaf?: string | undefined;
    readonly branch?: Tree | undefined;
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.strictObject({ leaf: z.string().optional(), branch: tree.optional() }));
  t.deepEqual(
    issues(configSchema(tree), { branch: { branch: { laef: 'x' } } }).map(({ path, nearest }) => [path.join('.'), nearest]),
    [['branch.branch.laef', 'leaf']],
  );
});

test('the JSON schema has defaults, ranges and descriptions, of the input', (t) => {
  const properties = (schema.jsonSchema as { properties: Record<string, Record<string, unknown>> }).properties;
  t.is(properties['pollMs']?.['default'], 5_000);
  t.is(properties['pollMs']?.['description'], 'How often to poll.');
  t.deepEqual((schema.jsonSchema as { required: unknown }).required, ['name']);
});
