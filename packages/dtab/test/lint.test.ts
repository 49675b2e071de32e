import { Dtab, type Finding, lint, lintAsync } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDtab } from './support/arbitrary.ts';

/** What is found, without the words. */
function found(text: string): readonly object[] {
  return lint(Dtab.parse(text)).map(({ code, severity, index, details }) => ({ code, severity, index, ...details }));
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

test('a dtab as in the documentation has no findings', (t) => {
  t.deepEqual(
    found('/srv => /#/io.l5d.k8s/default/http; /host => /srv; /tmp => /srv; /svc => /host; /host/world => /srv/world-v1'),
    [],
  );
  t.deepEqual(found('/http/*/* => /host; /svc/web => 9 * /svc/web-v1 & 1 * /$/nil'), []);
  t.deepEqual(found('/iceCreamStore => /smitten | !'), []);
});

test('names that rewrite one another without end are shown as a cycle', (t) => {
  t.deepEqual(found('/iceCream => /youScream; /youScream => /weAllScream/for; /weAllScream/for => /iceCream'), [
    { code: 'LOOP', severity: 'error', index: 2, cycle: ['/iceCream', '/youScream', '/weAllScream/for', '/iceCream'] },
  ]);
});

test('a name that grows without end is a loop', (t) => {
  t.deepEqual(found('/s => /s/prefix'), [{ code: 'LOOP', severity: 'error', index: 0, cycle: ['/s', '/s/prefix'] }]);
  t.deepEqual(found('/ => /a'), [{ code: 'LOOP', severity: 'error', index: 0, cycle: ['/', '/a'] }]);
});

test('a loop through a wildcard is shown with a star', (t) => {
  t.deepEqual(found('/svc/* => /host; /host => /svc/x'), [
    { code: 'LOOP', severity: 'error', index: 0, cycle: ['/host', '/svc/x', '/host'] },
  ]);
  t.deepEqual(found('/a/*/x => /b; /b => /c; /c => /a/b/x'), [
    { code: 'LOOP', severity: 'error', index: 0, cycle: ['/b', '/c', '/a/b/x', '/b'] },
  ]);
});

test('a name that gets shorter is no loop', (t) => {
  t.deepEqual(found('/a/* => /a'), []);
});

test('a loop behind an alternative is only a warning', (t) => {
  t.like(found('/a => /#/x | /b; /b => /a')[0], { code: 'LOOP', severity: 'warning' });
  t.like(found('/a => /b; /a => /#/x; /b => /a')[1], { code: 'LOOP', severity: 'warning' });
});

test('more rewrites than binding allows are found', (t) => {
  const chain = Array.from({ length: 120 }, (_, i) => `/a${i} => /a${i + 1}`).join(';');
  t.deepEqual(found(chain), [{ code: 'TOO_DEEP', severity: 'warning', index: 99, path: '/a100', maxDepth: 100 }]);
  t.deepEqual(lint(Dtab.parse(chain), { maxDepth: 121 }), []);
});

test('a dentry under a later one that never falls through is never asked', (t) => {
  t.deepEqual(found('/svc/a => /x; /svc => /y | !; /host => /z'), [
    { code: 'UNREACHABLE', severity: 'warning', index: 0, by: 1 },
  ]);
  t.deepEqual(found('/svc/*/x => /x; /svc/* => $'), [{ code: 'UNREACHABLE', severity: 'warning', index: 0, by: 1 }]);
  t.deepEqual(found('/svc/* => /x; /svc/a => !'), []);
  t.deepEqual(found('/svc => !; /svc/a => /x'), []);
  t.deepEqual(found('/svc/a => /x; /svc => /y & !'), []);
});

test('of dentries with one prefix the earlier ones are fallbacks, or the same again', (t) => {
  t.deepEqual(found('/a => /b; /a => /c; /a => /b'), [
    { code: 'DUPLICATE', severity: 'warning', index: 0, by: 2 },
    { code: 'SHADOWED', severity: 'info', index: 1, by: 2 },
  ]);
});

test('an alternative behind one that always ends the search is dead', (t) => {
  const dead = (index: number, alternative: string): object => ({
    code: 'DEAD_ALTERNATIVE',
    severity: 'warning',
    index,
    alternative,
  });
  t.deepEqual(found('/a => /x | ! | /b | /c'), [dead(0, '/b')]);
  t.deepEqual(found('/a => (/x | $) | /b & /c'), [dead(0, '/b & /c')]);
  t.deepEqual(found('/a => /x & (! | /y)'), [dead(0, '/y')]);
  t.deepEqual(found('/a => (/x & $) | /b'), [dead(0, '/b')]);
  t.deepEqual(found('/a => (/x & !) | ~ | /b'), []);
});

test('branches without weight get no traffic, unless none has any', (t) => {
  t.deepEqual(found('/a => 0*/b & /c'), [{ code: 'ZERO_WEIGHT', severity: 'info', index: 0, branch: '/b' }]);
  t.deepEqual(found('/a => /x | (0*/b & 0*/c)'), [
    { code: 'ALL_ZERO_UNION', severity: 'warning', index: 0, union: '0*/b & 0*/c' },
  ]);
});

test('findings end at a limit, and say so', (t) => {
  const dtab = Dtab.parse('/a => /b;'.repeat(100));
  const findings = lint(dtab, { maxFindings: 10 });
  t.is(findings.length, 11);
  t.like(findings.at(-1), { code: 'INCOMPLETE', index: 100, details: { maxFindings: 10 } });
});

test('the search for loops ends at a limit, and says where', (t) => {
  const dtab = Dtab.parse(Array.from({ length: 50 }, (_, i) => `/a${i} => /b`).join(';'));
  t.like(lint(dtab, { maxSteps: 20 })[0], { code: 'INCOMPLETE', details: { maxSteps: 20 } });
});

test('a name with exponentially many ways is followed once', (t) => {
  const text = Array.from({ length: 90 }, (_, i) => `/p${i} => /p${i + 1} | /p${i + 1}/x & /p${i + 1}/y`).join(';');
  t.deepEqual(codes(lint(Dtab.parse(text))), ['INCOMPLETE']);
});

test('linting in slices finds the same', async (t) => {
  const property = fc.asyncProperty(anyDtab, async (dtab) => {
    t.deepEqual(await lintAsync(dtab, { sliceMs: 0, maxSteps: 500 }), lint(dtab, { maxSteps: 500 }));
  });
  await t.notThrowsAsync(() => fc.assert(property, { numRuns: 30 }));
});

test('linting ends when its signal aborts', async (t) => {
  await t.throwsAsync(lintAsync(Dtab.parse('/a => /b'), { signal: AbortSignal.abort() }), { code: 'ABORTED' });
});
