import { Dtab } from '@namerd/plugin';
import { memoryStore } from '@namerd/store-memory';
import test from 'ava';

const { schema } = memoryStore;

test('without namespaces the store is empty', (t) => {
  const decoded = schema.decode({});
  t.true(decoded.ok && decoded.value.namespaces.size === 0);
});

test('namespaces are dtabs by name', (t) => {
  const decoded = schema.decode({ namespaces: { default: '/svc => /#/io.l5d.fs', 'e-2_b': '' } });
  if (!decoded.ok) return t.fail(JSON.stringify(decoded.issues));
  t.deepEqual(
    [...decoded.value.namespaces].map(([name, dtab]) => [name, Dtab.show(dtab)]),
    [
      ['default', '/svc=>/#/io.l5d.fs'],
      ['e-2_b', ''],
    ],
  );
});

test('every unreadable dtab is an issue at its namespace, with line and column', (t) => {
  const decoded = schema.decode({ namespaces: { good: '/a=>/b', one: 'no dtab', two: '/a => /b;\n/c = /d' } });
  if (decoded.ok) return t.fail('accepted');
  t.deepEqual(
    decoded.issues.map(({ path }) => path),
    [
      ['namespaces', 'one'],
      ['namespaces', 'two'],
    ],
  );
  t.regex(decoded.issues[0]?.message ?? '', /expected but 'n' found.*\(line 1, column 1\)/);
  t.regex(decoded.issues[1]?.message ?? '', /\(line 2, column /);
});

test('a name that is none is an issue', (t) => {
  const decoded = schema.decode({ namespaces: { 'a/b': '/a=>/b' } });
  if (decoded.ok) return t.fail('accepted');
  t.deepEqual(
    decoded.issues.map(({ path }) => path),
    [['namespaces', 'a/b']],
  );
  t.regex(decoded.issues[0]?.message ?? '', /invalid dtab namespace/);
});

test('an unknown key is an issue that names the nearest one', (t) => {
  const decoded = schema.decode({ namespace: {} });
  t.false(decoded.ok);
  t.is(decoded.ok ? undefined : decoded.issues[0]?.nearest, 'namespaces');
});
