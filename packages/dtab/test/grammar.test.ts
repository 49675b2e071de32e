import { type Dentry, Dentry as DentryOps, Dtab, limits, NameTree, Path, Prefix } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { skipBlank } from '#src/parse/characters.ts';
import { dentryGrammar, type Grammar, pathGrammar, prefixGrammar, treeGrammar } from '#src/parse/grammar.ts';
import { anyDentry, anyDtab, anyPath, anyPrefix, anyTree, texts } from './support/arbitrary.ts';
import { outcomeOf } from './support/outcome.ts';

const runs = { numRuns: 1500 };
const atEnd = (text: string, at: number): boolean => at === text.length;
const whole = <T>(grammar: Grammar<T>, text: string): T => grammar.read(text, 0, atEnd).value;

/** A dtab read with nothing but the grammar. */
function grammarDtab(text: string): Dtab {
  const grammar = dentryGrammar(limits);
  const dentries: Dentry[] = [];
  for (let at = skipBlank(text, 0); at < text.length; ) {
    const { value, end } = grammar.read(text, at, (_, place) => place === text.length || text[place] === ';');
    dentries.push(value);
    at = skipBlank(text, Math.min(end + 1, text.length));
  }
  return { dentries };
}

test('paths are read the plain way exactly as by the grammar', (t) => {
  const property = fc.property(texts(anyPath.map(Path.show)), (text) => {
    t.deepEqual(
      outcomeOf(() => Path.parse(text)),
      outcomeOf(() => whole(pathGrammar, text)),
    );
  });
  t.notThrows(() => fc.assert(property, runs));
});

test('prefixes are read the plain way exactly as by the grammar', (t) => {
  const property = fc.property(texts(anyPrefix.map(Prefix.show)), (text) => {
    t.deepEqual(
      outcomeOf(() => Prefix.parse(text)),
      outcomeOf(() => whole(prefixGrammar, text)),
    );
  });
  t.notThrows(() => fc.assert(property, runs));
});

test('name trees are read the plain way exactly as by the grammar', (t) => {
  const property = fc.property(texts(anyTree.map((tree) => NameTree.show(tree))), (text) => {
    t.deepEqual(
      outcomeOf(() => NameTree.parse(text)),
      outcomeOf(() => whole(treeGrammar(limits), text)),
    );
  });
  t.notThrows(() => fc.assert(property, runs));
});

test('dentries are read the plain way exactly as by the grammar', (t) => {
  const property = fc.property(texts(anyDentry.map((dentry) => DentryOps.show(dentry))), (text) => {
    t.deepEqual(
      outcomeOf(() => DentryOps.parse(text)),
      outcomeOf(() => whole(dentryGrammar(limits), text)),
    );
  });
  t.notThrows(() => fc.assert(property, runs));
});

test('dtabs are read the plain way exactly as by the grammar', (t) => {
  const property = fc.property(texts(anyDtab.map((dtab) => Dtab.show(dtab))), (text) => {
    t.deepEqual(
      outcomeOf(() => Dtab.parse(text)),
      outcomeOf(() => grammarDtab(text)),
    );
  });
  t.notThrows(() => fc.assert(property, runs));
});
