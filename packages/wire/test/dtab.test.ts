import { Dentry, Dtab, NameTree, Prefix } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { type DtabMediaType, decodeDtab, decodeDtabAsync, encodeDtab, encodeDtabAsync } from '@namerd/wire';
import test from 'ava';
import fc from 'fast-check';

const json = 'application/json';
const text = 'application/dtab';

test('a dtab as JSON and as text', (t) => {
  const dtab = Dtab.parse('/svc => /#/io.l5d.fs; /foo/* => 0.5*/bah & 0.125*/\\x2f | /$/fail');
  t.is(
    encodeDtab(dtab, json),
    '[{"prefix":"/svc","dst":"/#/io.l5d.fs"},{"prefix":"/foo/*","dst":"0.50*/bah & 0.125*/\\\\x2f | /$/fail"}]',
  );
  t.is(encodeDtab(dtab, text), '/svc=>/#/io.l5d.fs;/foo/*=>0.50*/bah & 0.125*/\\x2f | /$/fail');
  t.is(encodeDtab(dtab, 'text/plain'), encodeDtab(dtab, text));
  t.deepEqual([encodeDtab(Dtab.empty, json), encodeDtab(Dtab.empty, text)], ['[]', '']);
});

const dentries = fc
  .record({
    prefix: fc.constantFrom('/', '/a', '/a/*', '/\\x2f/b'),
    tree: fc.constantFrom('~', '!', '$', '/x', '/x | /y', '(/x | /y) & 3*/z'),
    weight: fc.double({ min: 0, max: 1e9, noNaN: true }),
  })
  .map(
    ({ prefix, tree, weight }): Dentry => ({
      prefix: Prefix.parse(prefix),
      dst: NameTree.union({ weight, tree: NameTree.parse(tree) }, { weight: 2, tree: NameTree.parse('/w') }),
    }),
  );
const dtabs = fc.array(dentries, { maxLength: 1200 }).map(Dtab.of);

test('a dtab is read back exactly in every form, at once and in turns', async (t) => {
  await fc.assert(
    fc.asyncProperty(dtabs, fc.constantFrom<DtabMediaType>(json, text, 'text/plain'), async (dtab, as) => {
      const encoded = encodeDtab(dtab, as);
      t.is(Buffer.from(await encodeDtabAsync(dtab, as)).toString(), encoded);
      return Dtab.equals(decodeDtab(encoded, as), dtab) && Dtab.equals(await decodeDtabAsync(encoded, as), dtab);
    }),
    { numRuns: 40 },
  );
});

test('JSON may have blanks wherever JSON may', (t) => {
  const dtab = decodeDtab(' [ { "dst" : "/b" ,\n"prefix":"/a, ]}" } ] \n'.replace('/a, ]}', '/a # , ]} \\\\'), json);
  t.is(Dtab.show(dtab), '/a=>/b');
  t.is(decodeDtab('[\n]', json), Dtab.empty);
});

const refused: [string, string][] = [
  ['', 'not JSON: Unexpected end of JSON input'],
  ['{}', 'the document: an array expected but an object found'],
  ['null', 'the document: an array expected but null found'],
  ['[null]', '[0]: an object expected but null found'],
  ['[{"prefix":"/a","dst":"/b"},null]', '[1]: an object expected but null found'],
  ['[{"prefix":"/a"}]', '[0].dst: a string expected but nothing found'],
  ['[{"dst":"/a"}]', '[0].prefix: a string expected but nothing found'],
  ['[{"prefix":"/a","dst":null}]', '[0].dst: a string expected but null found'],
  ['[{"prefix":"/a","dst":"/b","x":1}]', '[0].x: only prefix and dst expected but the number 1 found'],
  ['[{"prefix":"nope","dst":"/x"}]', "[0].prefix: '/' expected but 'n' found at '[n]ope'"],
  ['[{"prefix":"/a","dst":"/b;/c=>/d"}]', "[0].dst: end of input expected but ';' found at '/b[;]/c=>/d'"],
  ['[{"prefix":"/a=>/b # ","dst":"/c"}]', "[0].prefix: end of input expected but '=' found at '/a[=]>/b # '"],
];
for (const [body, message] of refused) {
  test(`refused as JSON, with its place: ${body === '' ? 'nothing' : body}`, (t) => {
    const error = t.throws(() => decodeDtab(body, json), { instanceOf: NamingError });
    t.deepEqual([error?.code, error?.message], ['PARSE', message]);
  });
}

test('JSON that breaks off or goes on is refused', (t) => {
  const whole = '[{"prefix":"/a","dst":"/b\\\\x2f"},{"prefix":"/c","dst":"/d"}]';
  for (let i = 0; i < whole.length; i++)
    t.throws(() => decodeDtab(whole.slice(0, i), json), { name: 'NamingError' }, whole.slice(0, i));
  for (const more of [']', ',', '[]', 'x', '{}']) t.throws(() => decodeDtab(whole + more, json), { name: 'NamingError' }, more);
  for (const body of ['[,]', '[{"prefix":"/a","dst":"/b"},]', '[}]', '[[}]]'])
    t.throws(() => decodeDtab(body, json), { name: 'NamingError' }, body);
});

test('a mistake far down is found at its index', async (t) => {
  const dentries = Array.from({ length: 3000 }, (_, i) => `{"prefix":"/a","dst":"${i === 2345 ? 'oops' : '/b'}"}`);
  const error = await t.throwsAsync(decodeDtabAsync(`[${dentries.join()}]`, json), { instanceOf: NamingError });
  t.is(error?.message, "[2345].dst: simple expected but 'o' found at '[o]ops'");
  t.is(error?.details['place'], '[2345].dst');
});

test('a parse error of text says where', (t) => {
  const error = t.throws(() => decodeDtab('/a=>/b;\n/c=/d', text), { instanceOf: NamingError });
  t.deepEqual([error?.code, error?.details['line'], error?.details['column']], ['PARSE', 2, 4]);
});

test('200,000 dentries are encoded and decoded without holding others up', async (t) => {
  t.timeout(60_000);
  const [dentry] = Dtab.parse('/svc/users => 0.5 * /#/io.l5d.fs/users/v1 & 0.5 * /b').dentries;
  const dtab = Dtab.of(Array.from({ length: 200_000 }, () => dentry ?? Dentry.nop));
  let turns = 0;
  let isDone = false;
  const other = (): void => {
    turns++;
    if (!isDone) setImmediate(other);
  };
  other();
  const encoded = Buffer.from(await encodeDtabAsync(dtab, json)).toString();
  const turnsOfEncoding = turns;
  const decoded = await decodeDtabAsync(encoded, json);
  isDone = true;
  t.is(decoded.dentries.length, 200_000);
  t.true(turnsOfEncoding >= 300, `others had ${turnsOfEncoding} turns while it was encoded`);
  t.true(turns - turnsOfEncoding >= 300, `others had ${turns - turnsOfEncoding} turns while it was decoded`);
});
