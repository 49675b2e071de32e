import { Path } from '@namerd/dtab';
import { compilePattern, compileRewrite, compileTemplate, rewritingNamer } from '@namerd/namer';
import test from 'ava';
import fc from 'fast-check';
import { sample } from './support/observe.ts';

function rewrite(pattern: string, name: string, path: string): string | undefined {
  const result = compileRewrite({ pattern, name })(Path.parse(path));
  return result && Path.show(result);
}

test('a pattern matches whole segments of the beginning of a name', (t) => {
  t.is(rewrite('/{port}/{ns}/{svc}', '/k8s/{ns}/{port}/{svc}', '/http/default/web/more'), '/k8s/default/http/web');
  t.is(rewrite('/v-{a}', '/x/{a}', '/dev-1'), undefined);
  t.is(rewrite('/{a}.com', '/x/{a}', '/foo.community'), undefined);
  t.is(rewrite('/*/b', '/x', '/a/b'), '/x');
  t.is(rewrite('/*', '/x', '/'), undefined);
});

test('the first variable takes the most, then the second', (t) => {
  t.is(rewrite('/{a}-{b}-{c}', '/{a}/{b}/{c}', '/1-2-3-4-5'), '/1-2-3/4/5');
  t.is(rewrite('/{a}--{b}', '/{a}/{b}', '/1---2'), '/1-/2');
  t.is(rewrite('/x{a}x{b}x', '/{a}/{b}', '/xx1x2x'), '/x1/2');
});

test('what means something to a regular expression is literal in a pattern', (t) => {
  t.is(rewrite('/$a.{x}', '/{x}', '/$a.b'), '/b');
  t.is(rewrite('/a.{x}', '/{x}', '/aab'), undefined);
  t.is(rewrite('/{x}$', '/{x}', '/b$'), '/b');
  t.is(rewrite('/#%{x}', '/{x}', '/#%b'), '/b');
});

test('a captured text is taken as it is', (t) => {
  t.is(rewrite('/{a}/{b}', '/{b}/{a}', '/$1/$$'), '/$$/$1');
});

test('labels are matched as they are shown, and survive', (t) => {
  t.is(rewrite('/{a}', '/x/{a}', '/a\\x2fb'), '/x/\\x61\\x2f\\x62');
  t.is(rewrite('/{a}20', '/x/{a}', '/\\x61\\x20'), undefined, 'half an escape is no label');
});

test('a name that would be no path is neg', (t) => {
  t.is(rewrite('/{a}{b}', '/x/{b}', '/seg'), undefined);
});

test('a variable that the pattern does not capture is refused at once', (t) => {
  const error = t.throws(() => rewritingNamer({ pattern: '/{a}', name: '/x/{b}' }));
  t.like(error, { code: 'CONFIG', message: 'name uses {b}, which pattern /{a} does not capture', details: { path: ['name'] } });
  t.throws(() => rewritingNamer({ pattern: '/{a-b}', name: '/x/{a-b}' }), { code: 'CONFIG' });
  t.throws(() => rewritingNamer({ pattern: '/{a}', name: 'x/{a}' }), { code: 'CONFIG', message: 'name x/{a} is not a path' });
  t.throws(() => rewritingNamer({ pattern: '/{a}', name: '/x{/a}' }), { code: 'CONFIG' });
});

test('a pattern takes time by the length of the name, not more', (t) => {
  const many = Array.from({ length: 30 }, (_, i) => `{v${i}}a`).join('');
  t.is(compilePattern(`/${many}b`).match(Path.of('a'.repeat(100_000))), undefined);
});

test('a filled template is not filled again', (t) => {
  t.is(
    compileTemplate('/{a}/{b}').fill(
      new Map([
        ['a', '{b}'],
        ['b', 'x'],
      ]),
    ),
    '/{b}/x',
  );
});

test('a pattern of literals and variables finds again what a name was made of', (t) => {
  const text = fc.stringMatching(/^[a-m]{1,5}$/);
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (values) => {
      const variables = values.map((_, i) => `{v${i}}`).join('-');
      const found = compilePattern(`/z-${variables}-z`).match(Path.of(`z-${values.join('-')}-z`));
      return values.every((value, i) => found?.get(`v${i}`) === value);
    }),
  );
  t.pass();
});

test('the rewriting namer answers with a name to look up again, or neg', (t) => {
  const namer = rewritingNamer({ pattern: '/{a}', name: '/x/{a}' });
  t.deepEqual(sample(namer.lookup(Path.parse('/y'))), {
    kind: 'ok',
    value: { kind: 'leaf', value: { kind: 'path', path: Path.parse('/x/y') } },
  });
  t.deepEqual(sample(namer.lookup(Path.parse('/'))), { kind: 'ok', value: { kind: 'neg' } });
});
