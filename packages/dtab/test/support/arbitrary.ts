import { type Dentry, Dtab, Label, type NameTree, Path, type Prefix, type Weighted } from '@namerd/dtab';
import fc from 'fast-check';

/** Few enough that prefixes and paths often meet. */
const fewLabels: fc.Arbitrary<Label> = fc
  .constantFrom('a', 'b', 'svc', '#', '$', '8080', '__proto__', 'a b', '*', '/')
  .map(Label.of);

/** Any label: of these bytes, or of one of the few. */
export const anyLabel: fc.Arbitrary<Label> = fc.oneof(
  fewLabels,
  fc.uint8Array({ minLength: 1, maxLength: 6 }).map(Label.ofBytes),
);

export const anyPath: fc.Arbitrary<Path> = fc.array(anyLabel, { maxLength: 5 }).map(Path.ofLabels);

export const anyPrefix: fc.Arbitrary<Prefix> = fc.array(fc.oneof(anyLabel, fc.constant('*' as const)), { maxLength: 5 });

/** Weights that a text can say: finite and not negative. */
const anyWeight: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 0.5, 0.001, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 0.1 + 0.2),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((weight) => weight + 0),
);

/** Trees with lists of at least `minLength`: those of 2 and more are what a text can say. */
export function treeOf(minLength: number): fc.Arbitrary<NameTree<Path>> {
  const list = { minLength, maxLength: 3 };
  return fc.letrec<{ tree: NameTree<Path>; weighted: Weighted<Path> }>((tie) => ({
    weighted: fc.record({ weight: anyWeight, tree: tie('tree') }),
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<NameTree<Path>>({ kind: 'neg' }, { kind: 'fail' }, { kind: 'empty' }),
      anyPath.map((value): NameTree<Path> => ({ kind: 'leaf', value })),
      fc.array(tie('tree'), list).map((trees): NameTree<Path> => ({ kind: 'alt', trees })),
      fc.array(tie('weighted'), list).map((trees): NameTree<Path> => ({ kind: 'union', trees })),
    ),
  })).tree;
}

export const anyTree: fc.Arbitrary<NameTree<Path>> = treeOf(2);

export const anyDentry: fc.Arbitrary<Dentry> = fc.record({ prefix: anyPrefix, dst: anyTree });

export const anyDtab: fc.Arbitrary<Dtab> = fc.array(anyDentry, { maxLength: 8 }).map(Dtab.of);

/** Enough dentries for lookups to build an index. */
export const largeDtab: fc.Arbitrary<Dtab> = fc.array(anyDentry, { minLength: 17, maxLength: 60 }).map(Dtab.of);

/** Pieces of the language, and pieces that are nearly of it. */
const piece: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('/', '/a', '/svc/b', '/*', '\\x61', '\\x2F', '\\', '\\x', '\\xg1', 'a', '#', '$', '!', '~', '*'),
  fc.constantFrom('=>', '=', '>', ';', '|', '&', '(', ')', '/a => /b', ' | ', ' & ', '; '),
  fc.constantFrom('1', '0.5 *', '.5*', '2.*', '.', '1.2.3', '9'.repeat(310)),
  fc.constantFrom(' ', '\n', '\t', '# c\n', ' #c', '\u001c', '\u2028', '\u00a0', 'é', '^', '😀'),
);

const garbage: fc.Arbitrary<string> = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** A text with something put in its middle, in place of some of what is there. */
function broken(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, garbage, fc.nat(), fc.nat(3)).map(([whole, inserted, at, removed]) => {
    const cut = at % (whole.length + 1);
    return whole.slice(0, cut) + inserted + whole.slice(cut + removed);
  });
}

/** Texts that are right, nearly right, and nonsense. */
export function texts(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(right, broken(right), garbage);
}
