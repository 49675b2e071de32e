import P from 'parsimmon';
import type { Dentry, Prefix } from '../dentry.ts';
import type { Label } from '../label.ts';
import type { ParseLimits } from '../limits.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { empty, fail, leaf, neg } from '../tree/nodes.ts';
import { skipBlank } from './characters.ts';
import { labelEnd, labelOf } from './label-text.ts';
import { limitError, syntaxError } from './syntax-error.ts';
import { TreeBuilder } from './tree-builder.ts';

/**
 * The grammar, and the only file that imports parsimmon. The language is LL(1): wherever a text stops making sense, at most one thing
 * was due. Terminals are named after it, and `optional` where nothing was due, so that an error names one expectation.
 */
const optional = '';

/** By precedence, where several terminals end at the same place. What is in none of them had to end there. */
const expectations = [
  "'x'",
  'hex char',
  'label char',
  'number char',
  'weight',
  'finite weight',
  "'*'",
  'simple',
  "'/'",
  "'='",
  "'>'",
  "')'",
];

const terminal = (text: string, expected: string): P.Parser<string> => P.string(text).desc(expected);

const blank: P.Parser<undefined> = P((text, at) => P.makeSuccess(skipBlank(text, at), undefined));

const hexChar = P.regexp(/[0-9a-fA-F]/).desc('hex char');

const wellFormed = (expected: string): P.Parser<string> =>
  P((text, at) => {
    const end = labelEnd(text, at);
    return end === at ? P.makeFailure(at, expected) : P.makeSuccess(end, text.slice(at, end));
  });

/** Fails at the very unit that an escape cannot have: stands where a well-formed label ended. */
function brokenEscape(expected: string): P.Parser<string> {
  return terminal('\\', expected).then(terminal('x', "'x'")).then(hexChar).then(hexChar);
}

/** A label is read as bytes, so that `\x61` and `a` are the same label. */
const label = (expected: string): P.Parser<Label> =>
  P.alt(wellFormed(expected), brokenEscape(expected))
    .skip(brokenEscape(optional).or(P.succeed('')))
    .map(labelOf);

const element = (expected: string): P.Parser<Label | '*'> =>
  P.alt(
    terminal('*', expected).map(() => '*' as const),
    label(expected),
  );

/** `/`, alone or followed by elements with `/` between them. The first is optional, those behind a further `/` are not. */
function slashed<E>(item: (expected: string) => P.Parser<E>, expected: string): P.Parser<readonly E[]> {
  const more = terminal('/', optional).then(item('label char')).many();
  const elements = P.seqMap(item(optional), more, (first, rest) => [first, ...rest]);
  return terminal('/', expected).then(elements.or(P.succeed([])));
}

const pathStarting = (expected: string): P.Parser<Path> => slashed(label, expected).map((labels) => ({ labels }));

const numberText: P.Parser<string> = P.regexp(/[0-9.]+/).desc('simple');

/** Checks what looks like a number where it stands, for errors that point at the very unit. */
const weight: P.Parser<number> = numberText.chain((digits) =>
  P((_text, end) => {
    const start = end - digits.length;
    const secondDot = digits.indexOf('.', digits.indexOf('.') + 1);
    if (digits.includes('.') && secondDot !== -1) return P.makeFailure(start + secondDot, 'number char');
    if (digits === '.') return P.makeFailure(end, 'weight');
    const value = Number(digits);
    return Number.isFinite(value) ? P.makeSuccess(end, value) : P.makeFailure(start, 'finite weight');
  }),
);

interface Operand {
  readonly weight: number;
  /** Absent where a parenthesis opens. */
  readonly tree?: NameTree<Path>;
}

const symbols: Readonly<Record<string, NameTree<Path> | undefined>> = { '!': fail, '~': neg, $: empty, '(': undefined };

const simple: P.Parser<NameTree<Path> | undefined> = P.alt(
  pathStarting('simple').map(leaf),
  P.regexp(/[!~$(]/)
    .desc('simple')
    .map((symbol) => symbols[symbol]),
);

const weighted = P.seqMap(weight, blank, terminal('*', "'*'"), blank, simple, (value, _b, _star, _c, tree) =>
  operandOf(value, tree),
);

const operand: P.Parser<Operand> = blank.then(
  P.alt(
    simple.map((tree) => operandOf(1, tree)),
    weighted,
  ),
);

function operandOf(value: number, tree: NameTree<Path> | undefined): Operand {
  return tree === undefined ? { weight: value } : { weight: value, tree };
}

const operator = blank.then(P.regexp(/[|&]/).desc(optional));
const operatorOrClose = blank.then(P.regexp(/[|&)]/).desc("')'"));

/** Parsimmon's own way to run a parser in the middle of a text; `parse` only begins at its start. */
function run<T>(parser: P.Parser<T>, text: string, at: number): P.Reply<T> {
  return (parser as unknown as { _(text: string, at: number): P.Reply<T> })._(text, at);
}

/** Collects what was expected furthest into the text, over several runs. */
class Furthest {
  #offset = -1;
  #expected: readonly string[] = [];

  note<T>(reply: P.Reply<T>): P.Reply<T> {
    if (reply.furthest === this.#offset) this.#expected = [...this.#expected, ...reply.expected];
    if (reply.furthest > this.#offset) this.#expected = reply.expected;
    this.#offset = Math.max(this.#offset, reply.furthest);
    return reply;
  }

  failure(): P.Reply<never> {
    return P.makeFailure(this.#offset, [...this.#expected]);
  }

  success<T>(at: number, value: T): P.Reply<T> {
    return { ...P.makeSuccess(at, value), furthest: this.#offset, expected: [...this.#expected] } as P.Reply<T>;
  }
}

/** A tree, with its own stack of open parentheses: nesting costs no stack of the language. */
function tree(bounds: ParseLimits): P.Parser<NameTree<Path>> {
  return P((text, start) => {
    const builder = new TreeBuilder();
    const furthest = new Furthest();
    let at = start;
    for (;;) {
      const next = furthest.note(run(operand, text, at));
      if (!next.status) return furthest.failure();
      at = next.index;
      if (next.value.tree === undefined) {
        if (builder.depth >= bounds.maxDepth) throw limitError(text, at - 1, 'maxDepth', bounds.maxDepth);
        builder.open(next.value.weight);
        continue;
      }
      builder.operand(next.value.weight, next.value.tree);
      for (;;) {
        const then = furthest.note(run(builder.depth > 0 ? operatorOrClose : operator, text, at));
        if (!then.status) return builder.depth > 0 ? furthest.failure() : furthest.success(at, builder.result());
        at = then.index;
        if (then.value === '|') builder.alternative();
        if (then.value !== ')') break;
        builder.close();
      }
      if (builder.width >= bounds.maxBranches) throw limitError(text, at - 1, 'maxBranches', bounds.maxBranches);
    }
  });
}

const prefix: P.Parser<Prefix> = blank.then(slashed(element, "'/'"));
const path: P.Parser<Path> = blank.then(pathStarting("'/'"));
const arrow = blank.then(terminal('=', "'='")).then(terminal('>', "'>'"));
const dentry = (bounds: ParseLimits): P.Parser<Dentry> =>
  P.seqMap(prefix, arrow, tree(bounds), (from, _, dst) => ({ prefix: from, dst }));

/** A parser of this grammar: reads one thing at a place in a text. */
export interface Grammar<T> {
  /** The value, and the place behind it and the blanks that follow; `ends` says whether it may end there. Throws `PARSE`. */
  read(text: string, at: number, ends: (text: string, at: number) => boolean): { readonly value: T; readonly end: number };
}

function grammar<T>(parser: P.Parser<T>): Grammar<T> {
  return {
    read(text, at, ends) {
      const reply = run(parser, text, at);
      const end = reply.status ? skipBlank(text, reply.index) : -1;
      if (reply.status && ends(text, end)) return { value: reply.value, end };
      if (end > reply.furthest) throw syntaxError(text, end, 'end of input');
      const expected = expectations.find((name) => reply.expected.includes(name)) ?? 'end of input';
      throw syntaxError(text, reply.furthest, expected, expected === 'weight' ? "'.'" : undefined);
    },
  };
}

/** `/a/b` */
export const pathGrammar: Grammar<Path> = grammar(path);

/** `/a/*` */
export const prefixGrammar: Grammar<Prefix> = grammar(prefix);

/** `/a | 0.5 * /b & /c` */
export const treeGrammar = (bounds: ParseLimits): Grammar<NameTree<Path>> => grammar(tree(bounds));

/** `/a => /b` */
export const dentryGrammar = (bounds: ParseLimits): Grammar<Dentry> => grammar(dentry(bounds));
