import { NamingError } from '@namerd/plugin';
import { loadConfig } from '@namerd/server';
import test from 'ava';

/** What is wrong with a text, line by line. */
function wrong(text: string): string[] {
  try {
    loadConfig(text, 'n.yaml');
    return [];
  } catch (error) {
    if (!NamingError.is(error, 'CONFIG')) throw error;
    return error.message.split('\n');
  }
}

test('YAML is read', (t) => {
  t.deepEqual(loadConfig('admin:\n  port: 1\nnamers:\n- kind: a\n', 'n.yaml').value, {
    admin: { port: 1 },
    namers: [{ kind: 'a' }],
  });
});

test('a text that begins with { is read as JSON, whatever stands around it', (t) => {
  t.deepEqual(loadConfig('\uFEFF\n\t{\n\t"a": "\\ud83d\\ude00",\n\t"b": [1e3, null]}\n', 'n.json').value, {
    a: '😀',
    b: [1000, null],
  });
});

test('what only YAML would take is refused in JSON', (t) => {
  t.regex(wrong('{a: 1}').join(), /^n\.yaml {2}a configuration that begins with \{ is read as JSON: /);
  t.regex(wrong('{"a": 1,}').join(), /is read as JSON/);
});

test('duplicate keys are refused, each where it stands, in YAML and in JSON', (t) => {
  t.deepEqual(wrong('a: 1\nb:\n  c: 1\n  c: 2\na: 3\n'), ['n.yaml:4:3  duplicate key c', 'n.yaml:5:1  duplicate key a']);
  t.deepEqual(wrong('{"a": 1,\n "a": 2}'), ['n.yaml:2:2  duplicate key a']);
});

test('all errors of syntax come at once', (t) => {
  t.deepEqual(wrong('a: b: c\nd: }\n'), [
    'n.yaml:1:4  Nested mappings are not allowed in compact mappings',
    'n.yaml:2:4  Unexpected flow-map-end token in YAML stream: "}"',
  ]);
});

for (const [what, text, line] of [
  ['an empty text', '', 'n.yaml  the configuration is empty'],
  ['blanks alone', ' \n\n', 'n.yaml  the configuration is empty'],
  ['an unknown tag', 'a: !x 1', 'n.yaml:1:4  Unresolved tag: !x'],
  ['a key that is no text', '? [a]\n: 1', 'n.yaml:1:3  a key must be a text'],
  ['an alias without anchor', 'a: *b', 'n.yaml:1:4  *b is not an anchor before it'],
  ['an alias within its own anchor', 'a: &a [*a]', 'n.yaml:1:8  nested more than 64 deep'],
  ['deep nesting', '[ '.repeat(100) + ']'.repeat(100), 'n.yaml:1:131  nested more than 64 deep'],
] as const) {
  test(`${what} is refused`, (t) => {
    t.deepEqual(wrong(text), [line]);
  });
}

test('two documents in one text are refused', (t) => {
  t.regex(wrong('a: 1\n---\na: 2\n').join(), /^n\.yaml:2:1 {2}/);
});

test('aliases stand for what they name', (t) => {
  t.deepEqual(loadConfig('a: &x [1]\nb: *x\n', 'n.yaml').value, { a: [1], b: [1] });
});

test('aliases that multiply are stopped before they fill the memory', (t) => {
  const levels = Array.from(
    { length: 10 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join()}]`,
  );
  t.regex(wrong(levels.join('\n')).join(), /more than 100000 values, aliases included/);
});

test('nesting that would exhaust the stack is an error like others', (t) => {
  t.true(wrong('- '.repeat(5000)).every((line) => line.endsWith('nested too deep')));
  t.true(wrong('{"a":'.repeat(5000)).length > 0);
});

test('a text longer than a mebibyte is refused unread', (t) => {
  t.deepEqual(wrong(`a: ${'x'.repeat(1024 * 1024)}`), ['n.yaml  the configuration is longer than 1048576 characters']);
});

test('a key __proto__ is a key like others', (t) => {
  const { value } = loadConfig('__proto__:\n  port: 1\n', 'n.yaml');
  t.deepEqual(Object.keys(value as object), ['__proto__']);
  t.is(Object.getPrototypeOf(value), Object.prototype);
});

test('every part is found again in the text', (t) => {
  const document = loadConfig('admin:\n  port: 1\nnamers:\n  - kind: a\n  - kind: b\n    x: [1,\n      2]\n', 'n.yaml');
  t.deepEqual(document.positionOf(['admin', 'port']), { line: 2, column: 3 });
  t.deepEqual(document.positionOf(['namers', 1]), { line: 5, column: 5 });
  t.deepEqual(document.positionOf(['namers', 1, 'x', 1]), { line: 7, column: 7 });
  t.deepEqual(document.positionOf(['namers', 0, 'missing', 'deeper']), { line: 4, column: 5 });
  t.deepEqual(document.positionOf(['storage']), { line: 1, column: 1 });
});
