import { NameTree, Path } from '@namerd/dtab';
import { systemNamer } from '@namerd/namer';
import test from 'ava';
import fc from 'fast-check';
import { sample } from './support/observe.ts';

function lookUp(path: string): string {
  const state = sample(systemNamer().lookup(Path.parse(path)));
  if (state.kind !== 'ok') return state.kind;
  return NameTree.show(NameTree.map(state.value, (name) => (name.kind === 'path' ? name.path : name.bound.id)));
}

test('an unknown name under /$/ is neg, whatever it looks like', (t) => {
  for (const name of [
    'no.such.Class',
    'node:fs',
    'constructor',
    '__proto__',
    'toString',
    'inet',
    'neg',
    'io.buoyant.http.nope',
  ]) {
    t.is(lookUp(`/$/${name}/x/y`), '~');
  }
});

test('what is not under /$/ is neg', (t) => {
  for (const path of ['/', '/$', '/x', '/x/$/nil', '/$nil']) t.is(lookUp(path), '~');
});

test('the global namer is the system once more', (t) => {
  t.is(lookUp('/$/com.twitter.finagle.namer.global/$/nil/x'), '$');
  t.is(lookUp('/$/com.twitter.finagle.namer.global/x'), '~');
});

test('labels that are not UTF-8 are kept as they are, or the name does not apply', (t) => {
  t.is(lookUp('/$/io.buoyant.http.anyMethodPfx/\\xff/GET/\\xfe'), '/\\xff/\\xfe');
  t.is(lookUp('/$/io.buoyant.hostportPfx/pfx/\\xff\\x3a\\x38\\x30'), '~');
});

test('long labels of separators are taken apart in no time', (t) => {
  const long = `${':'.repeat(200_000)}x`;
  t.is(lookUp(`/$/io.buoyant.hostportPfx/p/${long}`), '~');
  t.is(lookUp(`/$/io.buoyant.http.domainToPath/${'.'.repeat(200_000)}x`), '~');
});

test('no name makes the system throw', (t) => {
  const names = ['inet', 'fixedinet', 'io.buoyant.rinet', 'io.buoyant.hostportPfx', 'io.buoyant.porthostPfx'];
  const http = ['anyMethod', 'anyHostPfx', 'subdomainOf', 'subdomainOfPfx', 'domainToPath', 'domainToPathPfx'];
  const label = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[a-zA-Z0-9.:%-]{1,12}$/));
  const system = systemNamer();
  fc.assert(
    fc.property(
      fc.constantFrom(...names, ...http.map((name) => `io.buoyant.http.${name}`)),
      fc.array(label, { maxLength: 4 }),
      (name, rest) => {
        if (sample(system.lookup(Path.of('$', name, ...rest))).kind !== 'ok') throw new Error('not ok');
      },
    ),
  );
  t.pass();
});
