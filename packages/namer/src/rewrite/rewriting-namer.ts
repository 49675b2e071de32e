import { constant } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Name, Namer } from '../namer.ts';
import { compilePattern } from './pattern.ts';
import { compileTemplate } from './template.ts';

/** What a rewriting namer turns into what. */
export interface RewriteOptions {
  /** Matched against the beginning of a name: `*` is any label, `{x}` any text within one. Such as `/{port}/{ns}/{service}`. */
  readonly pattern: string;
  /** What the name becomes, with the variables of the pattern. Such as `/#/io.l5d.k8s/{ns}/{port}/{service}`. */
  readonly name: string;
}

/**
 * A namer that turns one name into another, which is looked up again from the beginning. Names that do not match are `neg`, and so are
 * those whose rewritten form is no path. What of a name lies beyond the pattern is dropped. Throws `CONFIG` when `name` uses a variable
 * that `pattern` does not have, or could be no path whatever its variables stand for. Holds nothing.
 */
export function rewritingNamer(options: RewriteOptions): Namer {
  const rewrite = compileRewrite(options);
  return {
    lookup(path) {
      const rewritten = rewrite(path);
      const tree: NameTree<Name> =
        rewritten === undefined ? { kind: 'neg' } : { kind: 'leaf', value: { kind: 'path', path: rewritten } };
      return constant(tree);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** The rewriting itself: the new name, or `undefined` where the pattern does not match or the result is no path. Throws `CONFIG`. */
export function compileRewrite({ pattern, name }: RewriteOptions): (path: Path) => Path | undefined {
  const from = compilePattern(pattern);
  const to = compileTemplate(name);
  const missing = to.variables.find((variable) => !from.variables.includes(variable));
  if (missing !== undefined) throw invalid(`name uses {${missing}}, which pattern ${pattern} does not capture`);
  if (asPath(to.fill(new Map(from.variables.map((variable) => [variable, '00'])))) === undefined)
    throw invalid(`name ${name} is not a path`);
  return (path) => {
    const values = from.match(path);
    return values === undefined ? undefined : asPath(to.fill(values));
  };
}

function asPath(text: string): Path | undefined {
  try {
    return Path.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(message: string): NamingError {
  return new NamingError('CONFIG', message, { details: { path: ['name'] } });
}
