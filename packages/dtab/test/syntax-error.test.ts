import { Dtab, NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import test from 'ava';

function errorOf(run: () => unknown): NamingError {
  try {
    run();
  } catch (error) {
    if (NamingError.is(error, 'PARSE')) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('an error says what was due, what is there instead, and where', (t) => {
  const error = errorOf(() => Dtab.parse('/a => /b;\n/c =>  /d/^;\n'));
  t.is(error.message, "label char expected but '^' found at '/a => /b;\n/c =>  /d/[^];\n'");
  t.deepEqual(error.details, { offset: 20, line: 2, column: 11, expected: 'label char' });
});

test('an error at the end of the text has its place too', (t) => {
  const error = errorOf(() => NameTree.parse('/a |\n'));
  t.is(error.message, "simple expected but end of input found at '/a |\n[]'");
  t.deepEqual(error.details, { offset: 5, line: 2, column: 1, expected: 'simple' });
});

test('of a long text an error shows what lies around the place', (t) => {
  const before = '/svc/users => /srv/users;'.repeat(1000);
  const error = errorOf(() => Dtab.parse(`${before}^${before}`));
  t.is(error.details['offset'], before.length);
  t.regex(error.message, /^'\/' expected but '\^' found at '….*users;\[\^\]\/svc.*…'$/);
  t.true(error.message.length < 4200);
});

test('texts beyond a limit are refused, and the error names the limit', (t) => {
  const cases: readonly [run: () => unknown, limit: string][] = [
    [() => Path.parse('/abc', { maxTextLength: 3 }), 'maxTextLength'],
    [() => Dtab.parse('/abc=>/d', { maxTextLength: 3 }), 'maxTextLength'],
    [() => NameTree.parse('((/a))', { maxDepth: 1 }), 'maxDepth'],
    [() => NameTree.parse('/a | /b | /c', { maxBranches: 2 }), 'maxBranches'],
    [() => NameTree.parse('(/a & /b & /c)', { maxBranches: 2 }), 'maxBranches'],
    [() => Dtab.parse('/a=>/b;/c=>/d;', { maxDentries: 1 }), 'maxDentries'],
  ];
  for (const [run, limit] of cases) t.is(errorOf(run).details['limit'], limit);
});

test('texts at a limit are accepted', (t) => {
  t.notThrows(() => Path.parse('/abc', { maxTextLength: 4 }));
  t.notThrows(() => NameTree.parse('((/a))', { maxDepth: 2 }));
  t.notThrows(() => NameTree.parse('/a | /b', { maxBranches: 2 }));
  t.notThrows(() => NameTree.parse('(/a & /b)', { maxBranches: 2 }));
  t.notThrows(() => Dtab.parse('/a=>/b;', { maxDentries: 1 }));
});

test('long texts are read or refused, whatever they are made of', (t) => {
  const many = 100_000;
  const texts = ['/a', '\\x41', '/', '(', ' ', '#', '.', '9', '!', '/a|', '/a =>', ';', '\\'].map((piece) => piece.repeat(many));
  for (const text of texts) {
    for (const parse of [NameTree.parse, Dtab.parse, Path.parse]) {
      try {
        parse(text);
      } catch (error) {
        t.true(NamingError.is(error, 'PARSE'), String(error).slice(0, 100));
      }
    }
  }
  t.notThrows(() => Path.parse(`/${'\\x41'.repeat(many)}`));
});
