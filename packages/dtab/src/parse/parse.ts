import type { Dentry, Prefix } from '../dentry.ts';
import { limits, type ParseLimits, type ParseOptions } from '../limits.ts';
import type { NameTree } from '../name-tree.ts';
import type { Path } from '../path.ts';
import { skipBlank } from './characters.ts';
import { dentryGrammar, type Grammar, pathGrammar, prefixGrammar, treeGrammar } from './grammar.ts';
import { PlainReader } from './plain.ts';
import { limitError } from './syntax-error.ts';

/** The limits in force. Throws `PARSE` if the text is too long for them. */
export function boundsOf(text: string, options: ParseOptions | undefined): ParseLimits {
  const bounds: ParseLimits = options === undefined ? limits : { ...limits, ...options };
  if (text.length > bounds.maxTextLength) throw limitError(text, bounds.maxTextLength, 'maxTextLength', bounds.maxTextLength);
  return bounds;
}

const atEnd = (text: string, at: number): boolean => at === text.length;

/** Reads a whole text: the plain way if it goes, else with the grammar. */
function whole<T>(text: string, plain: (reader: PlainReader) => T | undefined, grammar: () => Grammar<T>): T {
  const reader = new PlainReader(text, skipBlank(text, 0));
  const value = plain(reader);
  if (value !== undefined && skipBlank(text, reader.at) === text.length) return value;
  return grammar().read(text, 0, atEnd).value;
}

export function parsePath(text: string, options?: ParseOptions): Path {
  boundsOf(text, options);
  return whole(
    text,
    (reader) => reader.path(),
    () => pathGrammar,
  );
}

export function parsePrefix(text: string, options?: ParseOptions): Prefix {
  boundsOf(text, options);
  return whole(
    text,
    (reader) => reader.prefix(),
    () => prefixGrammar,
  );
}

export function parseTree(text: string, options?: ParseOptions): NameTree<Path> {
  const bounds = boundsOf(text, options);
  return whole(
    text,
    (reader) => reader.tree(bounds.maxBranches),
    () => treeGrammar(bounds),
  );
}

export function parseDentry(text: string, options?: ParseOptions): Dentry {
  const bounds = boundsOf(text, options);
  return whole(
    text,
    (reader) => reader.dentry(bounds.maxBranches),
    () => dentryGrammar(bounds),
  );
}
